//! How fast one connection may ask.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceLimits {
    /// Frames a second, in the long run.
    pub rate: u32,
    /// Frames at once.
    pub burst: u32,
}

/// A bucket that fills at `rate` and holds `burst`. What is refused is paid for too, so who goes on
/// asking only digs deeper; at a whole burst of debt it is plain that nobody reads our answers.
#[derive(Debug)]
pub struct Pace {
    limits: PaceLimits,
    tokens: f64,
    filled_at: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paced {
    Go,
    TooFast {
        retry_after: Duration,
    },
    /// It was told and did not stop.
    GiveUp,
}

impl Pace {
    pub fn new(limits: PaceLimits, now: Instant) -> Pace {
        Pace { limits, tokens: f64::from(limits.burst), filled_at: now }
    }

    pub fn take(&mut self, now: Instant) -> Paced {
        let (rate, burst) = (f64::from(self.limits.rate), f64::from(self.limits.burst));
        let fresh = now.saturating_duration_since(self.filled_at).as_secs_f64() * rate;
        self.tokens = (self.tokens + fresh).min(burst) - 1.0;
        self.filled_at = now;
        if self.tokens >= 0.0 {
            Paced::Go
        } else if self.tokens >= -burst {
            Paced::TooFast { retry_after: Duration::from_secs_f64(-self.tokens / rate) }
        } else {
            Paced::GiveUp
        }
    }
}
