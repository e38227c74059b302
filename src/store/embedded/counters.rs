//! What the store counts about itself, for [`crate::store::Health`].

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

#[derive(Default)]
pub struct Counters {
    pub commits: AtomicU64,
    pub commands: AtomicU64,
    /// Calls that have not been answered yet.
    pub waiting: AtomicU64,
    read_only: Mutex<Option<String>>,
}

impl Counters {
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
