//! How long things took: counts in steps of about three percent, whatever the magnitude.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use serde::Serialize;

/// Values below this have a step each; above, each doubling has half as many steps.
const STEPS: u64 = 64;
const HALF: u64 = STEPS / 2;
/// About twelve days in microseconds. What took longer counts as this.
const MICROS_MAX: u64 = (1 << 40) - 1;
const SLOTS: usize = 1 + step_of(MICROS_MAX);

/// Counts what many tasks tell it at once.
pub struct Latency {
    slots: Box<[AtomicU64]>,
}

/// In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
    pub p99_9: f64,
}

const fn step_of(micros: u64) -> usize {
    let bits = u64::BITS - micros.leading_zeros();
    let shift = bits.saturating_sub(STEPS.ilog2()) as u64;
    (shift * HALF + (micros >> shift)) as usize
}

/// The highest value that belongs to a step.
fn end_of(step: u64) -> u64 {
    let shift = (step / HALF).saturating_sub(1);
    let base = step - shift * HALF;
    ((base + 1) << shift) - 1
}

impl Latency {
    pub fn new() -> Latency {
        Latency { slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect() }
    }

    pub fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(MICROS_MAX).min(MICROS_MAX);
        self.slots[step_of(micros)].fetch_add(1, Relaxed);
    }

    pub fn forget(&self) {
        self.slots.iter().for_each(|slot| slot.store(0, Relaxed));
    }

    /// Nothing if nothing was counted.
    pub fn percentiles(&self) -> Option<Percentiles> {
        let counts: Vec<u64> = self.slots.iter().map(|slot| slot.load(Relaxed)).collect();
        let all: u64 = counts.iter().sum();
        (all > 0).then(|| {
            let at = |share: f64| {
                let wanted = (all as f64 * share).ceil() as u64;
                let mut seen = 0;
                let step = counts.iter().position(|count| {
                    seen += count;
                    seen >= wanted
                });
                end_of(step.unwrap_or(SLOTS - 1) as u64) as f64 / 1e3
            };
            Percentiles { p50: at(0.5), p99: at(0.99), p99_9: at(0.999) }
        })
    }
}
