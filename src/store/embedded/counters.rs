//! What the store counts about itself, for [`crate::store::Health`].

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

pub struct Counters {
    pub commits: AtomicU64,
    pub commands: AtomicU64,
    /// Calls that have not been answered yet.
    pub waiting: AtomicU64,
    read_only: Mutex<Option<String>>,
    group_sizes: Histogram,
    commit_seconds: Histogram,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters {
            commits: AtomicU64::default(),
            commands: AtomicU64::default(),
            waiting: AtomicU64::default(),
            read_only: Mutex::default(),
            // 1 to 512, which is the largest group there is.
            group_sizes: Histogram::new(exponential_buckets(1.0, 2.0, 10)),
            // A quarter of a millisecond to four seconds.
            commit_seconds: Histogram::new(exponential_buckets(0.000_25, 2.0, 15)),
        }
    }
}

impl Counters {
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "store_group_commands",
            "Commands made durable together",
            self.group_sizes.clone(),
        );
        registry.register(
            "store_commit_seconds",
            "Time until the disk confirmed a group",
            self.commit_seconds.clone(),
        );
    }

    /// So many commands became durable together, and it took so long.
    pub fn committed(&self, commands: usize, took: Duration) {
        self.commits.fetch_add(1, Relaxed);
        self.group_sizes.observe(commands as f64);
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// Why writes are refused, or `None` when they are taken.
    pub fn read_only(&self) -> Option<String> {
        self.read_only.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_read_only(&self, reason: Option<String>) {
        *self.read_only.lock().unwrap_or_else(PoisonError::into_inner) = reason;
    }

    /// Counts a call as waiting until what is returned is dropped; `None` if `max` wait already.
    pub fn queue_up(&self, max: u64) -> Option<Waiting<'_>> {
        let waiting = Waiting(self);
        (self.waiting.fetch_add(1, Relaxed) < max).then_some(waiting)
    }
}

pub struct Waiting<'a>(&'a Counters);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}
