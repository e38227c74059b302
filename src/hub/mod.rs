//! Who is connected now, and getting ready-made bytes to them.
//!
//! A connection is a cursor over logs, not a queue. For each connection and chat the hub knows the
//! last entry that was handed over. The next entry is pushed from memory while the connection has
//! room for it; one that has no room, or sees a hole, is *behind*: it is left alone until it can
//! take more and then reads on from the log (its own task does the reading and comes back with
//! [`Hub::hand_over`]). So each connection gets each entry once and in order, a slow reader costs
//! a bounded amount of memory, and nobody waits for it.
//!
//! - [`Link`]: one connection: its session, its chats, what it asked for and what it is owed.
//! - [`queue`]: its way out, short and written directly while the peer takes it.
//! - [`Hub::deliver`]: the one way in for entries of logs, whoever feeds it.
//! - [`follow`]: from which point a connection hears of a chat.
//! - [`presence`]: who is here, and who wants to know.
//!
//! Deliberately absent: JSON, the WebSocket protocol, who may read what (the frames come ready,
//! and membership comes with the entries), and anything that must survive.

mod counts;
mod deliver;
mod follow;
mod link;
mod presence;
mod queue;
mod room;

pub use deliver::{Ack, Entry};
pub use follow::{Arrears, CaughtUp, Piece};
pub use link::{Ending, Link, LinkId, NewLink, Standing, Wish};
pub use presence::{PresenceChange, WATCHED_MAX};
pub use queue::Wire;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::DashMap;

pub use self::counts::Counts;
use self::presence::Watching;
use self::room::Room;
use crate::values::{ChatId, Clock, Millis, SessionId, Uid};

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
pub struct HubLimits {
    pub connections_per_account: usize,
    /// What may wait in one connection's queue. What does not fit is read from the log later.
    pub queue_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account has too many connections")]
pub struct TooManyConnections;

/// All connections of this process. Locks are taken in the order chat, account, link, and never
/// held while a system call writes to a socket other than the link's own.
pub struct Hub {
    limits: HubLimits,
    accounts: DashMap<Uid, Vec<Arc<Link>>>,
    chats: DashMap<ChatId, Room>,
    watching: Watching,
    connections: AtomicUsize,
    last_link: AtomicU64,
    opened_at: Millis,
    counts: Counts,
}

impl Hub {
    pub fn new(limits: HubLimits, clock: Arc<dyn Clock>) -> Hub {
        Hub {
            limits,
            accounts: DashMap::new(),
            chats: DashMap::new(),
            opened_at: clock.now(),
            counts: Counts::default(),
            watching: Watching::new(clock),
            connections: AtomicUsize::new(0),
            last_link: AtomicU64::new(0),
        }
    }

    /// Takes a connection in; it is taken out again when the registration is dropped.
    pub fn register(self: &Arc<Hub>, new: NewLink) -> Result<Registration, TooManyConnections> {
        let id = LinkId(self.last_link.fetch_add(1, Relaxed) + 1);
        let uid = new.uid;
        let mut links = self.accounts.entry(uid).or_default();
        if links.len() >= self.limits.connections_per_account {
            return Err(TooManyConnections);
        }
        let link = Arc::new(Link::new(id, new, self.limits.queue_bytes));
        links.push(Arc::clone(&link));
        let first = links.len() == 1;
        drop(links);
        self.connections.fetch_add(1, Relaxed);
        if first {
            self.watching.changed(uid, true);
        }
        Ok(Registration { hub: Arc::clone(self), link })
    }

    fn deregister(&self, link: &Link) {
        for chat in link.retire() {
            self.forget(link.id, chat);
        }
        for watched in link.take_watched() {
            self.watching.stop(link.id, watched);
        }
        if let Some(mut links) = self.accounts.get_mut(&link.uid) {
            links.retain(|other| other.id != link.id);
        }
        let gone = self.accounts.remove_if(&link.uid, |_, links| links.is_empty()).is_some();
        self.connections.fetch_sub(1, Relaxed);
        if gone {
            self.watching.changed(link.uid, false);
        }
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.connections.load(Relaxed)
    }

    /// Since when connections are taken in, which is since the server runs.
    pub fn opened_at(&self) -> Millis {
        self.opened_at
    }

    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    pub fn is_here(&self, uid: Uid) -> bool {
        self.accounts.contains_key(&uid)
    }

    /// A session is no more: its connections are told to close.
    pub fn end_session(&self, uid: Uid, session: SessionId) {
        for link in self.links_of(uid) {
            if link.session == session {
                link.end(Ending::SessionEnded);
            }
        }
    }

    /// The server stops: every connection is told to close.
    pub fn end_all(&self) {
        for links in self.accounts.iter() {
            links.iter().for_each(|link| link.end(Ending::Stopping));
        }
    }

    /// Some sessions may have ended unheard: every connection is told to ask about its own.
    pub fn doubt_all(&self) {
        for links in self.accounts.iter() {
            links.iter().for_each(|link| link.doubt());
        }
    }

    /// Who has a connection now.
    pub fn accounts(&self) -> Vec<Uid> {
        self.accounts.iter().map(|links| *links.key()).collect()
    }

    fn links_of(&self, uid: Uid) -> Vec<Arc<Link>> {
        self.accounts.get(&uid).map(|links| links.clone()).unwrap_or_default()
    }
}

/// A connection's place in the hub, given up when this is dropped, however its task ends.
pub struct Registration {
    hub: Arc<Hub>,
    link: Arc<Link>,
}

impl Registration {
    pub fn link(&self) -> &Arc<Link> {
        &self.link
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.hub.deregister(&self.link);
    }
}

/// A panic elsewhere must not take the others' connections with it: what these locks guard is
/// whole after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
