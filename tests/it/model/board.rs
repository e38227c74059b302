//! What the clients and the one who kills know in common.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::support::PATIENCE;

#[derive(Default)]
pub struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Where the server listens; nowhere once somebody is about to end it.
    address: Option<SocketAddr>,
    life: u64,
    over: bool,
    failed: bool,
    /// Frames that clients have heard in this life.
    heard: u64,
    /// The highest entry of each chat that anybody has seen: all up to it must be durable.
    durable: HashMap<String, u64>,
}

/// One life of the server.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    number: u64,
    pub address: SocketAddr,
}

impl Board {
    pub fn open(&self, address: SocketAddr) -> Life {
        self.change(|state| {
            (state.address, state.heard) = (Some(address), 0);
            state.life += 1;
            Life { number: state.life, address }
        })
    }

    /// Told before the server is killed, so that whoever loses a connection can tell why.
    pub fn close(&self) {
        self.change(|state| state.address = None);
    }

    pub fn is_open(&self, life: Life) -> bool {
        let state = self.lock();
        state.address.is_some() && state.life == life.number
    }

    pub fn is_over(&self) -> bool {
        self.lock().over
    }

    /// The life that is, or the next; none once it is all over.
    pub fn wait_for_life(&self) -> Option<Life> {
        let state = self.wait(|state| state.over || state.address.is_some());
        let life = |address| Life { number: state.life, address };
        state.address.filter(|_| !state.over).map(life)
    }

    pub fn wait_until_heard(&self, frames: u64) {
        let failed = self.wait(|state| state.failed || state.heard >= frames).failed;
        assert!(!failed, "a client has failed");
    }

    pub fn hear(&self, entry: Option<(&str, u64)>) {
        self.change(|state| {
            state.heard += 1;
            if let Some((chat, seq)) = entry {
                let durable = state.durable.entry(chat.to_owned()).or_default();
                *durable = seq.max(*durable);
            }
        });
    }

    pub fn durable(&self) -> HashMap<String, u64> {
        self.lock().durable.clone()
    }

    /// Says so, however the one who holds it ends.
    pub fn over_at_the_end(&self) -> AtTheEnd<'_> {
        AtTheEnd { board: self, what: |state, _| state.over = true }
    }

    pub fn failed_if_it_panics(&self) -> AtTheEnd<'_> {
        AtTheEnd { board: self, what: |state, panics| state.failed |= panics }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.changed.notify_all();
        changed
    }

    fn wait(&self, until: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let wait = self.changed.wait_timeout_while(self.lock(), PATIENCE, |state| !until(state));
        let (state, waited) = wait.unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "nothing happens: {} frames in this life", state.heard);
        state
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct AtTheEnd<'a> {
    board: &'a Board,
    what: fn(&mut State, bool),
}

impl Drop for AtTheEnd<'_> {
    fn drop(&mut self) {
        self.board.change(|state| (self.what)(state, std::thread::panicking()));
    }
}
