//! The connections that hear of one chat, and how far each of them has got.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::deliver::{Entry, Run};
use super::follow::{CaughtUp, Piece};
use super::link::{Link, LinkId, Outgoing};
use crate::values::ChatId;

#[derive(Default)]
pub(super) struct Room {
    /// The highest entry that was delivered here. The log itself may be further.
    pub head: u64,
    pub members: HashMap<LinkId, Member>,
}

pub(super) struct Member {
    pub link: Arc<Link>,
    pub cursor: Cursor,
    /// Acknowledgements that take the place of entries which are not handed over yet.
    pub owed: Vec<(u64, Bytes)>,
    /// The account has left the chat with this entry; nothing after it is handed over.
    pub until: Option<u64>,
}

/// The last entry that was handed over, and what happens to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cursor {
    /// Nothing is pushed before the client has said from where. A chat that came in meanwhile
    /// remembers where it came in.
    Held(Option<u64>),
    /// It is read from the log, by the connection's own task.
    Behind(u64),
    /// It is pushed from memory.
    Live(u64),
}

impl Member {
    pub fn new(link: Arc<Link>, cursor: Cursor) -> Member {
        Member { link, cursor, owed: Vec::new(), until: None }
    }

    /// Pushes what of a run is new here; says whether there is something to write. The next entry
    /// is pushed, an older one was heard before, and after a hole or with no room left the
    /// connection is behind.
    pub fn hand(&mut self, chat: ChatId, run: &Run<'_>) -> bool {
        let Cursor::Live(at) = self.cursor else { return false };
        if run.last() <= at {
            return false;
        }
        let taken = run.first() <= at + 1 && self.push(run, (at + 1 - run.first()) as usize);
        if taken {
            self.advance(run.last());
        } else {
            self.cursor = Cursor::Behind(at);
            self.link.mark_behind(chat);
        }
        taken
    }

    fn push(&self, run: &Run<'_>, known: usize) -> bool {
        let fresh = &run.entries[known..];
        if known == 0 && self.owed.is_empty() && !run.answers(self.link.id) {
            return self.link.push(&run.together);
        }
        self.link.push_all(fresh.iter().filter_map(|entry| self.outgoing(entry)).collect())
    }

    /// The connection that asked for an entry gets the acknowledgement in its place, unless it has
    /// it.
    fn outgoing<'a>(&'a self, entry: &'a Entry) -> Option<Outgoing<'a>> {
        match (self.owed_at(entry.seq), &entry.ack) {
            (Some(owed), _) => Some(Outgoing::Plain(owed)),
            (None, Some(ack)) if ack.link == self.link.id => {
                let say = |id: Option<&str>| (ack.say)(id, entry.chat, entry.seq, ack.at);
                self.link.word_ack(ack.wish, say).map(|frame| Outgoing::Ack(ack.wish, frame))
            }
            (None, _) => Some(Outgoing::Plain(&entry.frame)),
        }
    }

    /// Takes what was read from the log, in order, as far as there is room.
    pub fn catch_up(&mut self, pieces: &[Piece], more: bool, head: u64) -> CaughtUp {
        let Cursor::Behind(mut at) = self.cursor else { return CaughtUp::Yes };
        let until = self.until.unwrap_or(u64::MAX);
        let after = at;
        let fresh = pieces.iter().filter(|piece| piece.last > after && piece.last <= until);
        let mut all_taken = true;
        for piece in fresh {
            let Some(frame) = piece.frame.as_ref().or_else(|| self.owed_at(piece.last)) else {
                continue;
            };
            if !self.link.push(frame) {
                all_taken = false;
                break;
            }
            at = piece.last;
        }
        self.pay(at);
        // A log that says it has no more is believed: the next delivery will show any hole.
        let at_the_end = at >= head.min(until) || (pieces.is_empty() && !more);
        let caught_up = all_taken && at_the_end && (!more || at >= until);
        self.cursor = if caught_up { Cursor::Live(at) } else { Cursor::Behind(at) };
        if caught_up { CaughtUp::Yes } else { CaughtUp::NotYet }
    }

    /// Acknowledgements that are to take the place of entries; those whose place has gone by are
    /// given at once.
    pub fn owes(&mut self, acks: impl IntoIterator<Item = (u64, Bytes)>) {
        self.owed.extend(acks);
        if let Cursor::Behind(at) | Cursor::Live(at) = self.cursor {
            for (_, ack) in self.owed.extract_if(.., |(seq, _)| *seq <= at) {
                self.link.answer(ack);
            }
        }
    }

    pub fn owed_at(&self, seq: u64) -> Option<&Bytes> {
        self.owed.iter().find(|(owed, _)| *owed == seq).map(|(_, ack)| ack)
    }

    /// Live up to here.
    fn advance(&mut self, seq: u64) {
        self.cursor = Cursor::Live(seq);
        self.pay(seq);
    }

    pub fn pay(&mut self, upto: u64) {
        self.owed.retain(|(seq, _)| *seq > upto);
    }
}
