//! Places for files that come in: so many in all, and a few of them for one account, so that who
//! sends slowly on purpose holds up nobody else.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::values::Uid;

/// Who has how many. Nobody stays in it who has none.
#[derive(Debug, Default)]
pub struct Receiving(Mutex<HashMap<Uid, usize>>);

/// Given back when it is dropped.
#[derive(Debug)]
pub struct Place<'a> {
    receiving: &'a Receiving,
    uid: Uid,
}

impl Receiving {
    pub fn place(&self, uid: Uid, max: usize, of_account_max: usize) -> Option<Place<'_>> {
        let mut taken = self.taken();
        let own = taken.get(&uid).copied().unwrap_or(0);
        if own >= of_account_max || taken.values().sum::<usize>() >= max {
            return None;
        }
        taken.insert(uid, own + 1);
        Some(Place { receiving: self, uid })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Uid, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut taken = self.receiving.taken();
        match taken.get_mut(&self.uid) {
            Some(own) if *own > 1 => *own -= 1,
            _ => _ = taken.remove(&self.uid),
        }
    }
}
