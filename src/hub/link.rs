//! One connection's way out.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::Mutex;

use bytes::{Buf, Bytes};
use tokio::sync::Notify;

use super::lock;
use crate::values::{ChatId, SessionId, Uid};

/// How much is put together for one write.
const WRITE_BYTES_MAX: usize = 64 * 1024;
/// Room for so many frames is kept when the queue is empty; more is given back.
const PIECES_KEPT: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// Something a connection asks to be written to a log. A connection has one at a time, and numbers
/// them from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish(pub u64);

/// A frame on its way into a queue.
pub(super) enum Outgoing<'a> {
    Plain(&'a Bytes),
    Ack(Wish, &'a Bytes),
}

impl Outgoing<'_> {
    fn bytes(&self) -> &Bytes {
        match self {
            Outgoing::Plain(bytes) | Outgoing::Ack(_, bytes) => bytes,
        }
    }
}

/// The peer, as far as writing goes.
pub trait Wire: Send + Sync + 'static {
    /// Writes as much as the peer takes now, or says `WouldBlock`. Never waits.
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize>;
}

/// A connection that wants to be taken in.
pub struct NewLink {
    pub uid: Uid,
    pub session: SessionId,
    pub wire: Box<dyn Wire>,
}

/// Why a connection is to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    SessionEnded,
    Stopping,
}

/// What a connection's own task has to see to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub ending: Option<Ending>,
    /// The peer is gone: writing to it failed.
    pub broken: bool,
    /// There is more to write than the peer took: wait until it takes more, then flush.
    pub blocked: bool,
    /// So much waits for the peer that nothing more is done on its behalf.
    pub full: bool,
    /// The bytes that were written so far.
    pub written: u64,
    /// Some chat is to be read on from the log.
    pub behind: bool,
}

pub struct Link {
    pub id: LinkId,
    pub uid: Uid,
    pub session: SessionId,
    wire: Box<dyn Wire>,
    queue_bytes_max: usize,
    outbox: Mutex<Outbox>,
    wake: Notify,
}

#[derive(Default)]
struct Outbox {
    pieces: VecDeque<Bytes>,
    bytes: usize,
    written: u64,
    blocked: bool,
    broken: bool,
    /// The client has not said yet from where it wants to hear.
    holds: bool,
    /// Taken out of the hub: nothing is to be registered on it any more.
    retired: bool,
    ending: Option<Ending>,
    doubted: bool,
    wish: (Wish, Option<String>),
    /// The last wish that was acknowledged. All before it have been, or are owed in their chats.
    acknowledged: Wish,
    early: Vec<Early>,
    /// Chats that the account was sent away from since the connection began to take stock, and with
    /// which entry.
    departures: Option<Vec<(ChatId, u64)>>,
    chats: Vec<ChatId>,
    watched: Vec<Uid>,
    behind: VecDeque<ChatId>,
}

/// An acknowledgement in a chat in which the link is not yet entered: the delivery that brings it
/// there is still on its way, and is to be heard before.
struct Early {
    chat: ChatId,
    seq: u64,
    ack: Bytes,
}

/// What becomes of a link that enters a chat.
pub(super) struct Entered {
    pub holds: bool,
    /// The acknowledgements that waited for it.
    pub early: Vec<(u64, Bytes)>,
}

impl Link {
    pub(super) fn new(id: LinkId, new: NewLink, queue_bytes_max: usize) -> Link {
        Link {
            id,
            uid: new.uid,
            session: new.session,
            wire: new.wire,
            queue_bytes_max,
            outbox: Mutex::new(Outbox { holds: true, ..Outbox::default() }),
            wake: Notify::new(),
        }
    }

    /// Queues an answer to what the peer itself asked. It is always taken: who asks reads no
    /// further question while the queue is [`full`](Standing::full).
    pub fn answer(&self, frame: Bytes) {
        lock(&self.outbox).put(frame);
    }

    /// Queues a frame if there is room, and says whether there was.
    pub(super) fn push(&self, frame: &Bytes) -> bool {
        let mut outbox = lock(&self.outbox);
        let fits = outbox.has_room(frame.len(), self.queue_bytes_max);
        if fits && !outbox.retired {
            outbox.put(frame.clone());
        }
        fits
    }

    /// Queues several frames if there is room for all of them. An acknowledgement that the peer
    /// has by now is left out, and so is the entry in whose place it stands.
    pub(super) fn push_all(&self, frames: &[Outgoing<'_>]) -> bool {
        let mut outbox = lock(&self.outbox);
        let more: usize = frames.iter().map(|frame| frame.bytes().len()).sum();
        let fits = outbox.has_room(more, self.queue_bytes_max);
        if fits && !outbox.retired {
            for frame in frames {
                match frame {
                    Outgoing::Plain(bytes) => outbox.put(Bytes::clone(bytes)),
                    Outgoing::Ack(wish, bytes) => outbox.put_ack(*wish, Bytes::clone(bytes)),
                }
            }
        }
        fits
    }

    /// Queues an acknowledgement, unless a delivery brought it already.
    pub(super) fn acknowledge(&self, wish: Wish, ack: Bytes) {
        lock(&self.outbox).put_ack(wish, ack);
    }

    /// As [`Link::acknowledge`], in a chat in which the link is not entered. One that holds is
    /// pushed nothing that could come first.
    pub(super) fn acknowledge_early(&self, chat: ChatId, seq: u64, wish: Wish, ack: Bytes) {
        let mut outbox = lock(&self.outbox);
        if outbox.holds {
            outbox.put_ack(wish, ack);
        } else if outbox.acknowledged < wish {
            outbox.early.push(Early { chat, seq, ack });
        }
    }

    /// What brings the link into its chats may have been missed, so nothing waits for it any more.
    pub(super) fn answer_early(&self) {
        let mut outbox = lock(&self.outbox);
        for early in std::mem::take(&mut outbox.early) {
            outbox.put(early.ack);
        }
    }

    /// Notes what the peer calls its next wish, for whoever delivers its fulfilment.
    pub fn wishes(&self, wish: Wish, id: Option<String>) {
        lock(&self.outbox).wish = (wish, id);
    }

    pub(super) fn wish_id(&self, wish: Wish) -> Option<String> {
        let outbox = lock(&self.outbox);
        outbox.wish.1.clone().filter(|_| outbox.wish.0 == wish)
    }

    pub(super) fn is_acknowledged(&self, wish: Wish) -> bool {
        lock(&self.outbox).acknowledged >= wish
    }

    /// Queues what may be lost: only while the queue is nearly empty.
    pub fn whisper(&self, frame: &Bytes) -> bool {
        let mut outbox = lock(&self.outbox);
        let fits = outbox.bytes + frame.len() <= self.queue_bytes_max / 4 && !outbox.retired;
        if fits {
            outbox.put(frame.clone());
        }
        fits
    }

    /// Writes what waits, in one write if the peer takes it. Whoever queued something calls this
    /// once, when its turn is over.
    pub fn flush(&self) {
        let mut outbox = lock(&self.outbox);
        let was_blocked = outbox.blocked;
        // While the peer takes nothing, its own task waits for it; trying again here costs a
        // system call and gains nothing.
        if !was_blocked {
            outbox.write_to(&*self.wire);
        }
        if outbox.broken || (outbox.blocked && !was_blocked) {
            self.wake.notify_one();
        }
    }

    /// The peer takes more again: for the connection's own task.
    pub fn flush_blocked(&self) {
        lock(&self.outbox).write_to(&*self.wire);
    }

    pub fn standing(&self) -> Standing {
        let outbox = lock(&self.outbox);
        Standing {
            ending: outbox.ending,
            broken: outbox.broken,
            blocked: outbox.blocked,
            full: outbox.bytes > self.queue_bytes_max / 2,
            written: outbox.written,
            behind: !outbox.behind.is_empty(),
        }
    }

    /// Ends when the standing may have changed.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Tells the connection to close. The first reason stands.
    pub fn end(&self, why: Ending) {
        lock(&self.outbox).ending.get_or_insert(why);
        self.wake.notify_one();
    }

    pub(super) fn doubt(&self) {
        lock(&self.outbox).doubted = true;
        self.wake.notify_one();
    }

    /// Whether the session is to be asked about, once.
    pub fn take_doubt(&self) -> bool {
        std::mem::take(&mut lock(&self.outbox).doubted)
    }

    /// The chat that has waited longest to be read on from the log.
    pub fn next_behind(&self) -> Option<ChatId> {
        lock(&self.outbox).behind.pop_front()
    }

    pub(super) fn mark_behind(&self, chat: ChatId) {
        lock(&self.outbox).behind.push_back(chat);
        self.wake.notify_one();
    }

    /// Notes that the link is entered in a chat; nothing if it has left the hub.
    pub(super) fn enter(&self, chat: ChatId) -> Option<Entered> {
        let mut outbox = lock(&self.outbox);
        if outbox.retired {
            return None;
        }
        outbox.chats.push(chat);
        let early = outbox.early.extract_if(.., |early| early.chat == chat);
        let early = early.map(|early| (early.seq, early.ack)).collect();
        Some(Entered { holds: outbox.holds, early })
    }

    pub(super) fn take_stock(&self) {
        lock(&self.outbox).departures = Some(Vec::new());
    }

    pub(super) fn departed(&self, chat: ChatId, last: u64) {
        if let Some(departures) = &mut lock(&self.outbox).departures {
            departures.retain(|(other, _)| *other != chat);
            departures.push((chat, last));
        }
    }

    pub(super) fn returned(&self, chat: ChatId) {
        if let Some(departures) = &mut lock(&self.outbox).departures {
            departures.retain(|(other, _)| *other != chat);
        }
    }

    pub(super) fn departure(&self, chat: ChatId) -> Option<u64> {
        let outbox = lock(&self.outbox);
        let departures = outbox.departures.as_ref()?;
        departures.iter().find(|(other, _)| *other == chat).map(|(_, last)| *last)
    }

    /// Holds no longer; says in which chats it is entered.
    pub(super) fn let_flow(&self) -> Vec<ChatId> {
        let mut outbox = lock(&self.outbox);
        outbox.holds = false;
        outbox.departures = None;
        outbox.chats.clone()
    }

    pub(super) fn chats(&self) -> Vec<ChatId> {
        lock(&self.outbox).chats.clone()
    }

    pub(super) fn left(&self, chat: ChatId) {
        let mut outbox = lock(&self.outbox);
        outbox.chats.retain(|other| *other != chat);
        outbox.behind.retain(|other| *other != chat);
    }

    pub(super) fn retire(&self) -> Vec<ChatId> {
        let mut outbox = lock(&self.outbox);
        outbox.retired = true;
        std::mem::take(&mut outbox.chats)
    }

    /// Notes that the link wants to know about somebody; false if it knows already or has left.
    pub(super) fn watch(&self, uid: Uid, watched_max: usize) -> bool {
        let mut outbox = lock(&self.outbox);
        let new =
            !outbox.retired && outbox.watched.len() < watched_max && !outbox.watched.contains(&uid);
        if new {
            outbox.watched.push(uid);
        }
        new
    }

    pub(super) fn watched(&self) -> Vec<Uid> {
        std::mem::take(&mut lock(&self.outbox).watched)
    }
}

impl Outbox {
    /// One frame is taken at least, however long it is: else it could never be sent.
    fn has_room(&self, more: usize, bytes_max: usize) -> bool {
        self.bytes == 0 || self.bytes + more <= bytes_max
    }

    fn put(&mut self, frame: Bytes) {
        if !self.broken {
            self.bytes += frame.len();
            self.pieces.push_back(frame);
        }
    }

    fn put_ack(&mut self, wish: Wish, ack: Bytes) {
        if self.acknowledged < wish {
            self.acknowledged = wish;
            self.put(ack);
        }
    }

    fn write_to(&mut self, wire: &dyn Wire) {
        self.blocked = false;
        while let Some(front) = self.pieces.front() {
            let written = match self.pieces.len() {
                1 => wire.try_write(front),
                _ => write_together(wire, &self.pieces),
            };
            match written {
                Ok(0) => return self.give_up(),
                Ok(bytes) => self.advance(bytes),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.blocked = true;
                    return;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.give_up(),
            }
        }
        self.pieces.shrink_to(PIECES_KEPT);
    }

    fn advance(&mut self, mut written: usize) {
        self.bytes -= written;
        self.written += written as u64;
        while let Some(front) = self.pieces.front_mut() {
            if front.len() > written {
                front.advance(written);
                return;
            }
            written -= front.len();
            self.pieces.pop_front();
        }
    }

    fn give_up(&mut self) {
        self.broken = true;
        (self.pieces, self.bytes) = (VecDeque::new(), 0);
    }
}

/// One contiguous write costs less than one of many pieces.
fn write_together(wire: &dyn Wire, pieces: &VecDeque<Bytes>) -> io::Result<usize> {
    thread_local! {
        static TOGETHER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    TOGETHER.with_borrow_mut(|together| {
        together.clear();
        for piece in pieces {
            let room = WRITE_BYTES_MAX - together.len();
            together.extend_from_slice(&piece[..piece.len().min(room)]);
            if together.len() == WRITE_BYTES_MAX {
                break;
            }
        }
        wire.try_write(together)
    })
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("id", &self.id).field("uid", &self.uid).finish_non_exhaustive()
    }
}
