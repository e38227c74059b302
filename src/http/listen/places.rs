//! How many connections there may be.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The places of the house. A clone counts the same ones.
#[derive(Clone, Debug)]
pub struct Places {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    max: usize,
    per_address_max: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
    turned_away: u64,
}

/// One connection's place; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    inner: Arc<Inner>,
    address: Option<IpAddr>,
}

impl Places {
    pub fn new(max: usize, per_address_max: usize) -> Places {
        let inner = Inner { max, per_address_max, taken: Mutex::default() };
        Places { inner: Arc::new(inner) }
    }

    /// A place, if there is one, counted for `address` too where that is given.
    pub fn take(&self, address: Option<IpAddr>) -> Option<Place> {
        let mut taken = self.inner.taken();
        let of_address = address.and_then(|address| taken.by_address.get(&address)).copied();
        if taken.all >= self.inner.max || of_address.unwrap_or(0) >= self.inner.per_address_max {
            taken.turned_away += 1;
            return None;
        }
        taken.all += 1;
        if let Some(address) = address {
            *taken.by_address.entry(address).or_insert(0) += 1;
        }
        Some(Place { inner: self.inner.clone(), address })
    }

    pub fn open(&self) -> usize {
        self.inner.taken().all
    }

    pub fn turned_away(&self) -> u64 {
        self.inner.taken().turned_away
    }
}

impl Inner {
    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.inner.taken();
        taken.all -= 1;
        let Some(address) = self.address else { return };
        // Who has none left is forgotten, so that the map is no longer than the connections are.
        if let Entry::Occupied(mut entry) = taken.by_address.entry(address) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}
