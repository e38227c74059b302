//! One limit: a window for each address or account that was seen of late, and no more of them than
//! was agreed.
//!
//! When there are as many as may be, those who are counted stay counted: an attacker must not be
//! able to wash his own count away by coming from many addresses. Everybody new then shares one of
//! a thousand windows, picked by a hash that nobody outside can compute. That is never too lenient
//! while it lasts, and a stranger is refused wrongly only if somebody else in his thousandth has
//! used it up. (Whoever gets a window of his own afterwards begins at nothing, once.)

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;

use super::refusals::Refusals;
use super::window::{Pace, Window};
use super::{Rate, TooMany};
use crate::values::Millis;

const SHARED: usize = 1024;

pub(super) struct PerKey<K> {
    what: &'static str,
    refusals: Counter,
    pace: Pace,
    keys_max: usize,
    // Held for some 100 ns at a time, except by `forget_idle`.
    windows: Mutex<Windows<K>>,
}

struct Windows<K> {
    own: HashMap<K, Window>,
    /// Empty until it is needed for the first time.
    shared: Vec<Window>,
    hasher: RandomState,
}

impl<K: Eq + Hash> PerKey<K> {
    /// Counts whom it refuses with `refusals`, under its own name.
    pub(super) fn new(
        what: &'static str,
        rate: Rate,
        keys_max: usize,
        refusals: &Refusals,
    ) -> PerKey<K> {
        let windows =
            Windows { own: HashMap::new(), shared: Vec::new(), hasher: RandomState::new() };
        let refusals = refusals.of(what);
        PerKey { what, refusals, pace: rate.into(), keys_max, windows: Mutex::new(windows) }
    }

    /// Counts one more; says how many there were before.
    pub(super) fn take(&self, key: K, at: Millis) -> Result<u64, TooMany> {
        let mut windows = self.lock();
        let has_room = windows.own.len() < self.keys_max;
        let window = match windows.existing(&key) {
            Some(window) => window,
            None if has_room => windows.own.entry(key).or_default(),
            None => windows.shared(&key),
        };
        window.take(self.pace, at).map_err(|wait| self.too_many(wait))
    }

    /// Whether one more would be let through now.
    pub(super) fn check(&self, key: &K, at: Millis) -> Result<(), TooMany> {
        let mut windows = self.lock();
        let is_full = windows.own.len() >= self.keys_max;
        let window = match windows.existing(key) {
            Some(window) => window,
            None if is_full => windows.shared(key),
            None => return Ok(()),
        };
        window.check(self.pace, at).map_err(|wait| self.too_many(wait))
    }

    /// Takes back what was counted at `at`.
    pub(super) fn give_back(&self, key: &K, at: Millis) {
        let mut windows = self.lock();
        let window = match windows.existing(key) {
            Some(window) => window,
            None => windows.shared(key),
        };
        window.give_back(self.pace, at);
    }

    /// Holds nothing against `key` any more.
    pub(super) fn forget(&self, key: &K) {
        self.lock().own.remove(key);
    }

    pub(super) fn forget_idle(&self, at: Millis) {
        let mut windows = self.lock();
        windows.own.retain(|_, window| !window.is_idle(self.pace, at));
        // After a flood the table would stay as large as it ever was.
        if windows.own.len() < windows.own.capacity() / 4 {
            windows.own.shrink_to_fit();
        }
    }

    fn too_many(&self, retry_after: Duration) -> TooMany {
        self.refusals.inc();
        TooMany { what: self.what, retry_after }
    }

    fn lock(&self) -> MutexGuard<'_, Windows<K>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> usize {
        self.lock().own.len()
    }
}

impl<K: Eq + Hash> Windows<K> {
    fn existing(&mut self, key: &K) -> Option<&mut Window> {
        self.own.get_mut(key)
    }

    fn shared(&mut self, key: &K) -> &mut Window {
        if self.shared.is_empty() {
            self.shared.resize(SHARED, Window::default());
        }
        let place = self.hasher.hash_one(key) as usize % SHARED;
        &mut self.shared[place]
    }
}
