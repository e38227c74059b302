//! One connection's way out.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::Notify;

use super::lock;
use super::queue::{Queue, Wire};
use crate::values::{ChatId, SessionId, Uid};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// Something a connection asks to be written to a log. A connection has one at a time, and numbers
/// them from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish(pub u64);

/// A frame on its way into a queue.
pub(super) enum Outgoing<'a> {
    Plain(&'a Bytes),
    Ack(Wish, Bytes),
}

impl Outgoing<'_> {
    fn len(&self) -> usize {
        match self {
            Outgoing::Plain(bytes) => bytes.len(),
            Outgoing::Ack(_, bytes) => bytes.len(),
        }
    }
}

/// A connection that wants to be taken in.
pub struct NewLink {
    pub uid: Uid,
    pub session: SessionId,
    pub wire: Arc<dyn Wire>,
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
    wire: Arc<dyn Wire>,
    queue_bytes_max: usize,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    queue: Queue,
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
            state: Mutex::new(State { holds: true, ..State::default() }),
            wake: Notify::new(),
        }
    }

    /// Queues an answer to what the peer itself asked. It is always taken: who asks reads no
    /// further question while the queue is [`full`](Standing::full).
    pub fn answer(&self, frame: Bytes) {
        lock(&self.state).queue.put(frame);
    }

    /// Queues a frame if there is room, and says whether there was.
    pub(super) fn push(&self, frame: &Bytes) -> bool {
        let mut state = lock(&self.state);
        let fits = state.queue.has_room(frame.len(), self.queue_bytes_max);
        if fits {
            state.queue.put(frame.clone());
        }
        fits
    }

    /// Queues several frames if there is room for all of them. An acknowledgement that the peer
    /// has by now is left out, and so is the entry in whose place it stands.
    pub(super) fn push_all(&self, frames: Vec<Outgoing<'_>>) -> bool {
        let mut state = lock(&self.state);
        let more: usize = frames.iter().map(Outgoing::len).sum();
        let fits = state.queue.has_room(more, self.queue_bytes_max);
        if fits {
            for frame in frames {
                match frame {
                    Outgoing::Plain(bytes) => state.queue.put(Bytes::clone(bytes)),
                    Outgoing::Ack(wish, bytes) => state.put_ack(wish, bytes),
                }
            }
        }
        fits
    }

    /// Queues an acknowledgement, unless a delivery brought it already.
    pub(super) fn acknowledge(&self, wish: Wish, ack: Bytes) {
        lock(&self.state).put_ack(wish, ack);
    }

    /// As [`Link::acknowledge`], in a chat in which the link is not entered. One that holds is
    /// pushed nothing that could come first.
    pub(super) fn acknowledge_early(&self, chat: ChatId, seq: u64, wish: Wish, ack: Bytes) {
        let mut state = lock(&self.state);
        if state.holds {
            state.put_ack(wish, ack);
        } else if state.acknowledged < wish {
            state.early.push(Early { chat, seq, ack });
        }
    }

    /// What brings the link into its chats may have been missed, so nothing waits for it any more.
    pub(super) fn answer_early(&self) {
        let mut state = lock(&self.state);
        for early in std::mem::take(&mut state.early) {
            state.queue.put(early.ack);
        }
    }

    /// Notes what the peer calls its next wish, for whoever delivers its fulfilment.
    pub fn wishes(&self, wish: Wish, id: Option<String>) {
        lock(&self.state).wish = (wish, id);
    }

    /// Puts an acknowledgement into words, unless the peer has it by now. A wish that is not the
    /// last any more has lost what the peer called it; but then it was answered, or is owed.
    pub(super) fn word_ack(
        &self,
        wish: Wish,
        say: impl FnOnce(Option<&str>) -> Bytes,
    ) -> Option<Bytes> {
        let state = lock(&self.state);
        let (last, id) = &state.wish;
        (state.acknowledged < wish).then(|| say(id.as_deref().filter(|_| *last == wish)))
    }

    pub(super) fn is_acknowledged(&self, wish: Wish) -> bool {
        lock(&self.state).acknowledged >= wish
    }

    /// Queues what may be lost: only while the queue is nearly empty.
    pub fn whisper(&self, frame: &Bytes) -> bool {
        let mut state = lock(&self.state);
        let fits = state.queue.bytes + frame.len() <= self.queue_bytes_max / 4;
        if fits {
            state.queue.put(frame.clone());
        }
        fits
    }

    /// Writes what waits, in one write if the peer takes it. Whoever queued something calls this
    /// once, when its turn is over.
    pub fn flush(&self) {
        let mut state = lock(&self.state);
        let was_blocked = state.queue.blocked;
        // While the peer takes nothing, its own task waits for it; trying again here costs a
        // system call and gains nothing.
        if !was_blocked {
            state.queue.write_to(&*self.wire);
        }
        if state.queue.broken || (state.queue.blocked && !was_blocked) {
            self.wake.notify_one();
        }
    }

    /// The peer takes more again: for the connection's own task.
    pub fn flush_blocked(&self) {
        lock(&self.state).queue.write_to(&*self.wire);
    }

    pub fn standing(&self) -> Standing {
        let state = lock(&self.state);
        Standing {
            ending: state.ending,
            broken: state.queue.broken,
            blocked: state.queue.blocked,
            full: state.queue.bytes > self.queue_bytes_max / 2,
            written: state.queue.written,
            behind: !state.behind.is_empty(),
        }
    }

    /// Ends when the standing may have changed.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Tells the connection to close. The first reason stands.
    pub fn end(&self, why: Ending) {
        lock(&self.state).ending.get_or_insert(why);
        self.wake.notify_one();
    }

    pub(super) fn doubt(&self) {
        lock(&self.state).doubted = true;
        self.wake.notify_one();
    }

    /// Whether the session is to be asked about, once.
    pub fn take_doubt(&self) -> bool {
        std::mem::take(&mut lock(&self.state).doubted)
    }

    /// The chat that has waited longest to be read on from the log.
    pub fn next_behind(&self) -> Option<ChatId> {
        lock(&self.state).behind.pop_front()
    }

    pub(super) fn mark_behind(&self, chat: ChatId) {
        lock(&self.state).behind.push_back(chat);
        self.wake.notify_one();
    }

    /// Notes that the link is entered in a chat; nothing if it has left the hub.
    pub(super) fn enter(&self, chat: ChatId) -> Option<Entered> {
        let mut state = lock(&self.state);
        if state.retired {
            return None;
        }
        state.chats.push(chat);
        let early = state.early.extract_if(.., |early| early.chat == chat);
        let early = early.map(|early| (early.seq, early.ack)).collect();
        Some(Entered { holds: state.holds, early })
    }

    pub(super) fn take_stock(&self) {
        lock(&self.state).departures = Some(Vec::new());
    }

    pub(super) fn departed(&self, chat: ChatId, last: u64) {
        if let Some(departures) = &mut lock(&self.state).departures {
            departures.retain(|(other, _)| *other != chat);
            departures.push((chat, last));
        }
    }

    pub(super) fn returned(&self, chat: ChatId) {
        if let Some(departures) = &mut lock(&self.state).departures {
            departures.retain(|(other, _)| *other != chat);
        }
    }

    pub(super) fn departure(&self, chat: ChatId) -> Option<u64> {
        let state = lock(&self.state);
        let departures = state.departures.as_ref()?;
        departures.iter().find(|(other, _)| *other == chat).map(|(_, last)| *last)
    }

    /// Holds no longer; says in which chats it is entered.
    pub(super) fn let_flow(&self) -> Vec<ChatId> {
        let mut state = lock(&self.state);
        state.holds = false;
        state.departures = None;
        state.chats.clone()
    }

    pub(super) fn chats(&self) -> Vec<ChatId> {
        lock(&self.state).chats.clone()
    }

    pub(super) fn left(&self, chat: ChatId) {
        let mut state = lock(&self.state);
        state.chats.retain(|other| *other != chat);
        state.behind.retain(|other| *other != chat);
    }

    pub(super) fn retire(&self) -> Vec<ChatId> {
        let mut state = lock(&self.state);
        state.retired = true;
        state.queue.give_up();
        std::mem::take(&mut state.chats)
    }

    /// Notes that the link wants to know about somebody; false if it knows already or has left.
    pub(super) fn watch(&self, uid: Uid, watched_max: usize) -> bool {
        let mut state = lock(&self.state);
        let new =
            !state.retired && state.watched.len() < watched_max && !state.watched.contains(&uid);
        if new {
            state.watched.push(uid);
        }
        new
    }

    pub(super) fn take_watched(&self) -> Vec<Uid> {
        std::mem::take(&mut lock(&self.state).watched)
    }
}

impl State {
    fn put_ack(&mut self, wish: Wish, ack: Bytes) {
        if self.acknowledged < wish {
            self.acknowledged = wish;
            self.queue.put(ack);
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("id", &self.id).field("uid", &self.uid).finish_non_exhaustive()
    }
}
