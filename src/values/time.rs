//! Time is a parameter. Nothing below `server` asks the machine what time it is.

use std::fmt;
use std::ops::{Add, Sub};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970 UTC. The one form of time in records and on the wire.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// How long after `earlier` this is; nothing when it is not after it at all.
    pub fn since(self, earlier: Millis) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Millis {
    type Output = Millis;
    fn add(self, span: Duration) -> Millis {
        Millis(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Millis {
    type Output = Millis;
    fn sub(self, span: Duration) -> Millis {
        Millis(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Millis;
}

/// The machine's clock, but one that never runs backwards while the server runs.
///
/// Somebody who sets the wall clock back must not give a second life to codes and tokens, so the
/// time told is the later of the wall clock and the last time told plus what has really passed.
pub struct SystemClock {
    last_told: Mutex<(Millis, Instant)>,
}

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock of the house")]
    pub fn start() -> SystemClock {
        SystemClock { last_told: Mutex::new((wall_clock(), Instant::now())) }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock of the house")]
    fn now(&self) -> Millis {
        let mut last_told = self.last_told.lock().unwrap_or_else(PoisonError::into_inner);
        let (then, instant_then) = *last_told;
        let instant = Instant::now();
        let now = wall_clock().max(then + instant.duration_since(instant_then));
        // Keep the older pair while less than a millisecond has passed, or a clock that is asked
        // often would lose every fraction and stand still.
        if now > then {
            *last_told = (now, instant);
        }
        now
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one clock of the house")]
fn wall_clock() -> Millis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::default() + since_1970
}

/// A clock that a test moves by hand.
#[cfg(test)]
#[derive(Clone, Debug, Default)]
pub struct ManualClock(std::sync::Arc<std::sync::atomic::AtomicI64>);

#[cfg(test)]
impl ManualClock {
    pub fn at(now: Millis) -> ManualClock {
        let clock = ManualClock::default();
        clock.set(now);
        clock
    }

    pub fn set(&self, now: Millis) {
        self.0.store(now.0, std::sync::atomic::Ordering::SeqCst);
    }

    pub fn advance(&self, span: Duration) {
        self.set(self.now() + span);
    }
}

#[cfg(test)]
impl Clock for ManualClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}
