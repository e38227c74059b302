//! How often codes may be sent: sliding windows over what was sent, kept as durably as the codes.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::engine::{Fault, View};
use super::keys;
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use crate::store::{CodePace, Issued};
use crate::values::{Address, Millis};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Counts one code to the address, if its pace and that of its channel allow it; otherwise writes
/// nothing.
pub fn count(
    layer: &mut Layer<'_>,
    address: &Address,
    pace: CodePace,
    at: Millis,
) -> Result<Issued, Fault> {
    let to_address = Sent::read(layer, keys::pace_of_address(address))?;
    let on_channel = Sent::read(layer, keys::pace_of_channel(address))?;
    let limits = [(pace.interval, 1), (HOUR, pace.per_address_hour), (DAY, pace.per_address_day)];
    if let Some(until) =
        limits.iter().filter_map(|&(span, max)| to_address.full(span, max, at)).max()
    {
        return Ok(Issued::TooSoon { until });
    }
    if let Some(until) = on_channel.full(DAY, pace.per_channel_day, at) {
        return Ok(Issued::BudgetSpent { until });
    }
    let kept_for = DAY.max(pace.interval);
    for sent in [to_address, on_channel] {
        let after = sent.and_one(at, kept_for);
        rows::replace(layer, (!sent.is_new()).then_some(&sent), Some(&after))?;
    }
    Ok(Issued::Issued)
}

/// When codes were sent, the earliest first.
#[derive(Clone, Debug)]
pub struct Sent {
    key: Vec<u8>,
    times: Times,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Times {
    /// Each with how many were sent then.
    sent: Vec<(Millis, u32)>,
    kept_until: Millis,
}

impl Sent {
    /// Beyond these the two that lie closest are counted as sent at the time of the later: a busy
    /// channel's record stays small, and errs by making people wait.
    const TIMES_MAX: usize = 128;

    pub fn read(view: &dyn View, key: Vec<u8>) -> Result<Sent, Fault> {
        let times = rows::read(view, &key)?.unwrap_or_default();
        Ok(Sent { key, times })
    }

    fn is_new(&self) -> bool {
        self.times.sent.is_empty()
    }

    /// Until when there is no room for one more, if `max` were sent within `span`.
    fn full(&self, span: Duration, max: u32, at: Millis) -> Option<Millis> {
        if max == 0 {
            return Some(at + span);
        }
        let mut counted = 0u32;
        for &(then, count) in self.times.sent.iter().rev() {
            counted = counted.saturating_add(count);
            if counted >= max {
                let until = then + span;
                return (until > at).then_some(until);
            }
        }
        None
    }

    fn and_one(&self, at: Millis, kept_for: Duration) -> Sent {
        let mut sent: Vec<_> =
            self.times.sent.iter().copied().filter(|&(then, _)| then + kept_for > at).collect();
        sent.push((at, 1));
        if sent.len() > Sent::TIMES_MAX {
            merge_closest(&mut sent);
        }
        Sent { key: self.key.clone(), times: Times { sent, kept_until: at + kept_for } }
    }
}

fn merge_closest(sent: &mut Vec<(Millis, u32)>) {
    let gaps = sent.windows(2).map(|two| two[1].0.since(two[0].0));
    if let Some((earlier, _)) = gaps.enumerate().min_by_key(|&(_, gap)| gap) {
        let (_, count) = sent.remove(earlier);
        sent[earlier].1 = sent[earlier].1.saturating_add(count);
    }
}

impl Record for Sent {
    fn key(&self) -> Vec<u8> {
        self.key.clone()
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), &self.times)?;
        rows.expires(self.times.kept_until, &self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Sent {
        Sent { key: vec![0], times: Times::default() }
    }

    #[test]
    fn a_window_is_full_until_its_oldest_that_counts_has_left_it() {
        let mut sent = empty();
        for minute in 0..3 {
            sent = sent.and_one(Millis(minute * 60_000), DAY);
        }
        assert_eq!(sent.full(HOUR, 4, Millis(180_000)), None);
        assert_eq!(sent.full(HOUR, 3, Millis(180_000)), Some(Millis(3_600_000)));
        assert_eq!(sent.full(HOUR, 2, Millis(180_000)), Some(Millis(3_660_000)));
        assert_eq!(sent.full(HOUR, 3, Millis(3_600_000)), None);
        assert_eq!(sent.full(HOUR, 0, Millis(0)), Some(Millis(3_600_000)));
    }

    #[test]
    fn a_busy_channel_keeps_a_small_record_and_forgets_no_count() {
        let mut sent = empty();
        for second in 0..10_000 {
            sent = sent.and_one(Millis(second * 1_000), DAY);
        }
        assert_eq!(sent.times.sent.len(), Sent::TIMES_MAX);
        let counted: u32 = sent.times.sent.iter().map(|&(_, count)| count).sum();
        assert_eq!(counted, 10_000);
        assert!(sent.times.sent.is_sorted());
    }
}
