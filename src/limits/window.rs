//! How often something happened of late.
//!
//! The span of a rate is cut into eight slots; what was counted leaves a slot at a time, when the
//! last moment of its slot is a whole span ago. So in no span, wherever it begins, is more let
//! through than allowed, in 48 bytes whatever the rate. The price: a try may be held against
//! somebody for an eighth of the span too long.

use std::time::Duration;

use super::Rate;
use crate::values::Millis;

const SLOTS: i64 = 8;
/// One more than the slots of a span, for the one that is being filled.
const RING: usize = SLOTS as usize + 1;

/// A rate, ready to be counted with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    times: u64,
    slot_ms: i64,
}

impl From<Rate> for Pace {
    fn from(rate: Rate) -> Pace {
        let slot_ms = rate.within.as_millis().div_ceil(SLOTS as u128).max(1);
        Pace { times: u64::from(rate.times), slot_ms: i64::try_from(slot_ms).unwrap_or(i64::MAX) }
    }
}

impl Pace {
    fn slot(&self, at: Millis) -> i64 {
        at.0.div_euclid(self.slot_ms)
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    newest: i64,
    counts: [u32; RING],
}

impl Window {
    /// Whether there is room for one more, and otherwise how long until there is.
    pub(super) fn check(&mut self, pace: Pace, at: Millis) -> Result<(), Duration> {
        self.turn_to(pace.slot(at));
        if self.counted() < pace.times { Ok(()) } else { Err(self.wait(pace, at)) }
    }

    /// Counts one more if there is room; says how many there were before.
    pub(super) fn take(&mut self, pace: Pace, at: Millis) -> Result<u64, Duration> {
        self.check(pace, at)?;
        let before = self.counted();
        self.counts[index(self.newest)] += 1;
        Ok(before)
    }

    /// Takes back what was counted at `at`, unless that is so long ago that it has left.
    pub(super) fn give_back(&mut self, pace: Pace, at: Millis) {
        let slot = pace.slot(at);
        if slot <= self.newest && self.newest - slot < RING as i64 {
            let count = &mut self.counts[index(slot)];
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn is_idle(&mut self, pace: Pace, at: Millis) -> bool {
        self.turn_to(pace.slot(at));
        self.counted() == 0
    }

    fn counted(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// Empties the slots that come into use again between the newest and `slot`.
    fn turn_to(&mut self, slot: i64) {
        let first = (self.newest + 1).max(slot - SLOTS);
        for reused in first..=slot {
            self.counts[index(reused)] = 0;
        }
        self.newest = self.newest.max(slot);
    }

    /// Until so many of the oldest slots have left that there is room.
    fn wait(&self, pace: Pace, at: Millis) -> Duration {
        let mut left = self.counted();
        let mut slot = self.newest - SLOTS;
        loop {
            left -= u64::from(self.counts[index(slot)]);
            if left < pace.times || slot == self.newest {
                let leaves = Millis((slot + RING as i64) * pace.slot_ms);
                return leaves.since(at);
            }
            slot += 1;
        }
    }
}

fn index(slot: i64) -> usize {
    slot.rem_euclid(RING as i64) as usize
}
