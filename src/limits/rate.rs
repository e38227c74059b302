//! A rate as it is written in the configuration: `30/min`, `5/5min`, `20/h`, `100/10s`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// At most so many times within any span so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub times: u32,
    pub within: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a rate; allowed: a number from 1, a slash and a time of up to a day, \
     as in 30/min, 5/5min, 20/h, 100/10s"
)]
pub struct BadRate(String);

const UNITS: [(&str, u64); 3] = [("min", 60), ("s", 1), ("h", 3600)];
const SECONDS_MAX: u64 = 24 * 3600;

impl Rate {
    /// At least once, however small the scale: a limit of nothing would be a closed door.
    pub(super) fn scaled(self, scale: f64) -> Rate {
        let times = (f64::from(self.times) * scale).ceil() as u32;
        Rate { times: times.max(1), ..self }
    }
}

impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Rate, BadRate> {
        let parse = || {
            let (times, span) = text.split_once('/')?;
            let (count, seconds) =
                UNITS.iter().find_map(|(unit, s)| Some((span.strip_suffix(unit)?, s)))?;
            let count = if count.is_empty() { 1 } else { number(count)? };
            let within = u64::from(count) * seconds;
            let rate = Rate { times: number(times)?, within: Duration::from_secs(within) };
            (1..=SECONDS_MAX).contains(&within).then_some(rate).filter(|rate| rate.times > 0)
        };
        parse().ok_or_else(|| BadRate(text.to_owned()))
    }
}

/// Digits only; the standard parser would take a sign as well.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.within.as_secs();
        let (unit, length) = match seconds {
            s if s % 3600 == 0 => ("h", s / 3600),
            s if s % 60 == 0 => ("min", s / 60),
            s => ("s", s),
        };
        match length {
            1 => write!(f, "{}/{unit}", self.times),
            _ => write!(f, "{}/{length}{unit}", self.times),
        }
    }
}
