//! A hub with logs beside it, and peers that take as many bytes as a test lets them.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use uuid::Uuid;

use crate::hub::*;
use crate::values::{ChatId, ManualClock, Millis, SessionId, Uid};

pub const QUEUE_BYTES: usize = 400;

/// What a peer has been written, and how much more it takes.
#[derive(Clone, Default)]
pub struct Peer(Arc<Mutex<(Vec<u8>, usize)>>);

impl Peer {
    pub fn takes(&self, more: usize) {
        self.0.lock().unwrap().1 = more;
    }

    /// The words it was written; each frame of these tests is a word with a space behind.
    pub fn heard(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap().0.clone();
        String::from_utf8(bytes).unwrap().split_whitespace().map(str::to_owned).collect()
    }
}

impl Wire for Peer {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut peer = self.0.lock().unwrap();
        let taken = bytes.len().min(peer.1);
        if taken == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        peer.0.extend_from_slice(&bytes[..taken]);
        peer.1 -= taken;
        Ok(taken)
    }
}

/// What an entry is about.
#[derive(Clone, Copy)]
pub enum What {
    Said,
    Came(u64),
    Went(u64),
}

pub struct House {
    pub hub: Arc<Hub>,
    pub clock: ManualClock,
    pub logs: BTreeMap<ChatId, Vec<Entry>>,
}

pub fn room(number: u64) -> ChatId {
    ChatId::Room(number)
}

impl House {
    pub fn new() -> House {
        let clock = ManualClock::at(Millis(1_000));
        let limits = HubLimits { connections_per_account: 3, queue_bytes: QUEUE_BYTES };
        let hub = Arc::new(Hub::new(limits, Arc::new(clock.clone())));
        House { hub, clock, logs: BTreeMap::new() }
    }

    pub fn connect(&self, uid: u64) -> (Registration, Peer) {
        let peer = Peer::default();
        peer.takes(usize::MAX);
        (self.connect_by(uid, peer.clone()), peer)
    }

    fn connect_by(&self, uid: u64, wire: impl Wire) -> Registration {
        let session = SessionId(Uuid::from_u128(u128::from(uid)));
        self.hub.register(NewLink { uid: Uid(uid), session, wire: Arc::new(wire) }).unwrap()
    }

    /// A connection that hears of one chat from its beginning.
    pub fn hearing(&self, uid: u64, chat: ChatId) -> (Registration, Peer) {
        let (registration, peer) = self.connect(uid);
        self.hear(&registration, chat);
        (registration, peer)
    }

    pub fn hearing_by(&self, uid: u64, chat: ChatId, wire: impl Wire) -> Registration {
        let registration = self.connect_by(uid, wire);
        self.hear(&registration, chat);
        registration
    }

    fn hear(&self, registration: &Registration, chat: ChatId) {
        self.hub.follow(registration.link(), chat);
        self.hub.point(registration.link(), chat, 0, self.head(chat));
        self.hub.release(registration.link());
    }

    pub fn head(&self, chat: ChatId) -> u64 {
        self.logs.get(&chat).map_or(0, |log| log.len() as u64)
    }

    /// Writes an entry to a log without telling the hub.
    pub fn write(&mut self, chat: ChatId, what: What, by: Option<(LinkId, Wish)>) -> Entry {
        let log = self.logs.entry(chat).or_default();
        let seq = log.len() as u64 + 1;
        let frame = Bytes::from(format!("{}:{seq} ", name(chat)));
        let at = Millis(1_000);
        let ack = by.map(|(link, wish)| Ack { link, wish, at, say: say_ack });
        let (came, went) = match what {
            What::Said => (vec![], vec![]),
            What::Came(uid) => (vec![Uid(uid)], vec![]),
            What::Went(uid) => (vec![], vec![Uid(uid)]),
        };
        log.push(Entry { chat, seq, frame, ack, came, went });
        log.last().unwrap().clone()
    }

    pub fn say(&mut self, chat: ChatId) {
        let entry = self.write(chat, What::Said, None);
        self.hub.deliver(vec![entry]);
    }

    /// What a connection's own task does when it is woken: write, and read on from the log.
    pub fn tend(&self, link: &Arc<Link>, page: usize) {
        link.flush_blocked();
        if link.standing().full {
            return;
        }
        let Some(chat) = link.next_behind() else { return };
        let Some(arrears) = self.hub.arrears(link, chat) else { return };
        let log = self.logs.get(&chat).map_or(&[][..], Vec::as_slice);
        let rest = &log[arrears.after as usize..];
        let pieces: Vec<Piece> = rest
            .iter()
            .take(page)
            .map(|entry| Piece {
                last: entry.seq,
                frame: (!arrears.owed.contains(&entry.seq)).then(|| entry.frame.clone()),
            })
            .collect();
        self.hub.hand_over(link, chat, &pieces, rest.len() > page);
        link.flush();
    }

    /// Lets a connection read everything that is left for it.
    pub fn settle_down(&self, link: &Arc<Link>, peer: &Peer) {
        peer.takes(usize::MAX);
        for _ in 0..10_000 {
            self.tend(link, 7);
            let standing = link.standing();
            if !standing.behind && !standing.blocked {
                return;
            }
        }
        panic!("the connection never caught up: {:?}", link.standing());
    }
}

fn say_ack(_: Option<&str>, chat: ChatId, seq: u64, _: Millis) -> Bytes {
    Bytes::from(format!("{}:{seq}! ", name(chat)))
}

/// What whoever asked for an entry gets in its place.
pub fn ack_of(entry: &Entry) -> Bytes {
    say_ack(None, entry.chat, entry.seq, Millis(0))
}

/// `r1`, short enough to be read in a list.
fn name(chat: ChatId) -> String {
    chat.to_string().replace(':', "")
}
