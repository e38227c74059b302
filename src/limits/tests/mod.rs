mod counting;
mod guesses;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::values::ManualClock;

fn clock() -> ManualClock {
    ManualClock::at(Millis(1_800_000_000_000))
}

fn limits(clock: &ManualClock) -> Limits {
    Limits::new(&LimitSettings::for_tests(), Arc::new(clock.clone()))
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

/// How many tries pass before the first that does not.
fn passes(mut try_once: impl FnMut() -> Result<(), TooMany>) -> usize {
    (0..100_000).take_while(|_| try_once().is_ok()).count()
}
