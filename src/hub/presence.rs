//! Who is here, and who wants to know. Several connections of one account are one presence.
//!
//! A change is told a little later and only if it still stands then, so that somebody who changes
//! from one network to another never seems to leave.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dashmap::DashMap;
use tokio::sync::Notify;

use super::link::{Link, LinkId};
use super::{Hub, lock};
use crate::values::{Clock, Millis, Uid};

/// How many people one connection may watch.
pub const WATCHED_MAX: usize = 500;
/// Beyond this many, the memory of when people left is halved; the eldest go first.
const LAST_SEEN_MAX: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceChange {
    pub uid: Uid,
    pub online: bool,
    /// When the last connection left, if it left since this server started.
    pub last_seen: Option<Millis>,
}

pub(super) struct Watching {
    clock: Arc<dyn Clock>,
    watchers: DashMap<Uid, Vec<Arc<Link>>>,
    last_seen: DashMap<Uid, Millis>,
    /// Whose presence changed, and what all who watch them were told before, if it was the same.
    changed: Mutex<HashMap<Uid, Option<bool>>>,
    some_changed: Notify,
}

impl Watching {
    pub fn new(clock: Arc<dyn Clock>) -> Watching {
        Watching {
            clock,
            watchers: DashMap::new(),
            last_seen: DashMap::new(),
            changed: Mutex::default(),
            some_changed: Notify::new(),
        }
    }

    pub fn changed(&self, uid: Uid, online: bool) {
        if !online {
            self.last_seen.insert(uid, self.clock.now());
            self.forget_the_eldest();
        }
        if self.watchers.contains_key(&uid) {
            lock(&self.changed).entry(uid).or_insert(Some(!online));
            self.some_changed.notify_one();
        }
    }

    fn forget_the_eldest(&self) {
        if self.last_seen.len() > LAST_SEEN_MAX {
            let mut times: Vec<Millis> = self.last_seen.iter().map(|seen| *seen).collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            self.last_seen.retain(|_, seen| *seen >= middle);
        }
    }

    pub fn stop(&self, link: LinkId, uid: Uid) {
        if let Some(mut watchers) = self.watchers.get_mut(&uid) {
            watchers.retain(|watcher| watcher.id != link);
        }
        self.watchers.remove_if(&uid, |_, watchers| watchers.is_empty());
    }
}

impl Hub {
    /// From now on the connection hears when `uid` comes and goes. False if it watches as many as
    /// it may.
    pub fn watch(&self, link: &Arc<Link>, uid: Uid) -> bool {
        let mut watchers = self.watching.watchers.entry(uid).or_default();
        if watchers.iter().any(|watcher| watcher.id == link.id) {
            return true;
        }
        let may = link.watch(uid, WATCHED_MAX);
        if may {
            watchers.push(Arc::clone(link));
        }
        drop(watchers);
        self.watching.watchers.remove_if(&uid, |_, watchers| watchers.is_empty());
        may
    }

    pub fn presence(&self, uid: Uid) -> PresenceChange {
        let last_seen = self.watching.last_seen.get(&uid).map(|seen| *seen);
        PresenceChange { uid, online: self.is_here(uid), last_seen }
    }

    /// Somebody was told how it is with `uid`, beside the changes. A change that is on its way is
    /// now told in any case: it may be news to them, if it is none to the others.
    pub fn presence_told(&self, uid: Uid) {
        if let Some(told) = lock(&self.watching.changed).get_mut(&uid) {
            *told = None;
        }
    }

    /// Ends when somebody who is watched has come or gone.
    pub async fn presence_changed(&self) {
        self.watching.some_changed.notified().await;
    }

    /// The changes since this was last asked that still stand.
    pub fn presence_changes(&self) -> Vec<PresenceChange> {
        let changed = std::mem::take(&mut *lock(&self.watching.changed));
        let told = |(uid, told): (Uid, Option<bool>)| (self.presence(uid), told);
        let stands = |(now, told): &(PresenceChange, Option<bool>)| Some(now.online) != *told;
        changed.into_iter().map(told).filter(stands).map(|(now, _)| now).collect()
    }

    /// Tells those who watch somebody; like all about presence it may be lost.
    pub fn tell_watchers(&self, uid: Uid, frame: &Bytes) {
        let watchers = self.watching.watchers.get(&uid).map(|watchers| watchers.clone());
        for link in watchers.unwrap_or_default() {
            if link.whisper(frame) {
                link.flush();
            }
        }
    }
}
