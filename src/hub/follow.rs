//! From which point a connection hears of a chat, and how it catches up.
//!
//! A connection first follows its chats, which holds them; then it reads where their logs stand,
//! and points at where it wants each to go on. Whatever is delivered in between is noticed by the
//! pointing, so nothing falls between the reading and the listening.

use std::sync::Arc;

use bytes::Bytes;

use super::Hub;
use super::deliver::enter;
use super::link::{Link, LinkId, Wish};
use super::room::{Cursor, Member};
use crate::values::{ChatId, Uid};

/// What a connection that is behind has to read: everything after `after`, but for the entries in
/// whose place an acknowledgement stands ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrears {
    pub after: u64,
    pub owed: Vec<u64>,
}

/// Something read from the log: a frame that holds everything up to and with `last`. Without a
/// frame, the acknowledgement that is owed for `last` is sent.
#[derive(Clone, Debug)]
pub struct Piece {
    pub last: u64,
    pub frame: Option<Bytes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaughtUp {
    Yes,
    NotYet,
}

impl Hub {
    /// Enters a connection in a chat; it hears nothing before it is pointed.
    pub fn follow(&self, link: &Arc<Link>, chat: ChatId) {
        let mut room = self.chats.entry(chat).or_default();
        enter(&mut room, chat, Arc::clone(link), None);
    }

    /// The connection is about to ask where its chats stand. The answer may be out of date before
    /// the chats are pointed; so who is sent away from now on is remembered until the release.
    pub fn take_stock(&self, link: &Link) {
        link.take_stock();
    }

    /// The connection has everything up to `at` and wants what follows; `head` is where the log
    /// was seen to stand. Says whether something is to be read first.
    pub fn point(&self, link: &Arc<Link>, chat: ChatId, at: u64, head: u64) -> bool {
        let Some(mut room) = self.chats.get_mut(&chat) else { return false };
        let newest = room.head.max(head);
        let Some(member) = room.members.get_mut(&link.id) else { return false };
        member.until = link.departure(chat).or(member.until);
        let behind = at < member.until.unwrap_or(newest);
        if behind && !matches!(member.cursor, Cursor::Behind(_)) {
            link.mark_behind(chat);
        }
        member.cursor = if behind { Cursor::Behind(at) } else { Cursor::Live(at) };
        member.owes([]);
        let gone = !behind && member.until.is_some();
        drop(room);
        if gone {
            self.forget(link.id, chat);
        }
        behind
    }

    /// As [`Hub::point`], for somebody who was seen to have left the chat and may read up to
    /// `until`. Whom a delivery has brought in, or not yet shown out, it will show out.
    pub fn point_until(&self, link: &Arc<Link>, chat: ChatId, at: u64, until: u64) -> bool {
        if let Some(mut room) = self.chats.get_mut(&chat)
            && let Some(member) = room.members.get_mut(&link.id)
            && member.cursor == Cursor::Held(None)
        {
            member.until = Some(until);
        }
        self.point(link, chat, at, until)
    }

    /// Everything flows from now on. Chats that came in while the connection held go on from there;
    /// those that were never pointed are not among its chats any more.
    pub fn release(&self, link: &Arc<Link>) {
        for chat in link.let_flow() {
            let Some(mut room) = self.chats.get_mut(&chat) else { continue };
            let head = room.head;
            let Some(member) = room.members.get_mut(&link.id) else { continue };
            match member.cursor {
                Cursor::Held(Some(at)) if at < head => {
                    member.cursor = Cursor::Behind(at);
                    link.mark_behind(chat);
                }
                Cursor::Held(Some(at)) => member.cursor = Cursor::Live(at),
                Cursor::Held(None) => {
                    drop(room);
                    self.forget(link.id, chat);
                }
                Cursor::Behind(_) | Cursor::Live(_) => {}
            }
        }
    }

    /// What is to be read of a chat that was marked behind; nothing if it is not, or no longer.
    pub fn arrears(&self, link: &Link, chat: ChatId) -> Option<Arrears> {
        let room = self.chats.get(&chat)?;
        let member = room.members.get(&link.id)?;
        let Cursor::Behind(after) = member.cursor else { return None };
        Some(Arrears { after, owed: member.owed.iter().map(|(seq, _)| *seq).collect() })
    }

    /// Takes what was read of a chat, in order, as far as there is room. `more` says that the log
    /// goes on. A connection that has caught up hears of the chat from memory again; for one that
    /// has not, the chat waits for its next turn.
    pub fn hand_over(&self, link: &Link, chat: ChatId, pieces: &[Piece], more: bool) -> CaughtUp {
        let Some(mut room) = self.chats.get_mut(&chat) else { return CaughtUp::Yes };
        let head = room.head;
        // It may have been shown out while its task was reading.
        let Some(member) = room.members.get_mut(&link.id) else { return CaughtUp::Yes };
        let caught_up = member.catch_up(pieces, more, head);
        let gone = caught_up == CaughtUp::Yes && member.until.is_some();
        drop(room);
        if gone {
            self.forget(link.id, chat);
        }
        if caught_up == CaughtUp::NotYet {
            link.mark_behind(chat);
        }
        caught_up
    }

    /// A connection's wish became entry `seq`. Its acknowledgement takes that entry's place, so it
    /// waits until everything before it has been handed over; unless a delivery was quicker and
    /// brought it, or the connection holds and hears nothing of the chat yet.
    pub fn settle(
        &self,
        link: &Arc<Link>,
        chat: ChatId,
        seq: u64,
        wish: Wish,
        ack: impl FnOnce() -> Bytes,
    ) {
        // Mostly the delivery was quicker.
        if link.is_acknowledged(wish) {
            return;
        }
        let ack = ack();
        // Locked even where nobody is in it yet: no delivery may come in between.
        let mut room = self.chats.entry(chat).or_default();
        match room.members.get_mut(&link.id) {
            Some(Member { cursor: Cursor::Live(at) | Cursor::Behind(at), owed, .. })
                if *at < seq && !link.is_acknowledged(wish) =>
            {
                owed.push((seq, ack));
            }
            Some(_) => link.acknowledge(wish, ack),
            None => link.acknowledge_early(chat, seq, wish, ack),
        }
        drop(room);
        self.chats.remove_if(&chat, |_, room| room.members.is_empty());
    }

    /// An account is in these chats, and in no others, with all its connections; for when
    /// deliveries that said so were missed.
    pub fn reconcile(&self, uid: Uid, chats: &[(ChatId, u64)]) {
        for link in self.links_of(uid) {
            for chat in link.chats() {
                if !chats.iter().any(|(known, _)| *known == chat) {
                    self.forget(link.id, chat);
                }
            }
            for (chat, head) in chats {
                let mut room = self.chats.entry(*chat).or_default();
                enter(&mut room, *chat, Arc::clone(&link), Some(*head));
            }
        }
    }

    /// Some deliveries were missed: every chat may have a hole now, and only the log knows.
    pub fn missed(&self) {
        self.counts.missed.inc();
        for links in self.accounts.iter() {
            for link in links.iter() {
                link.answer_early();
                link.flush();
            }
        }
        for mut entry in self.chats.iter_mut() {
            let chat = *entry.key();
            for member in entry.members.values_mut() {
                if let Cursor::Live(at) = member.cursor {
                    member.cursor = Cursor::Behind(at);
                    member.link.mark_behind(chat);
                }
            }
        }
    }

    /// The connection hears no more of a chat.
    pub fn forget(&self, link: LinkId, chat: ChatId) {
        if let Some(mut room) = self.chats.get_mut(&chat)
            && let Some(mut member) = room.members.remove(&link)
        {
            member.link.left(chat);
            // They have taken place, even if the connection hears of it no more.
            for (_, ack) in member.owed.drain(..) {
                member.link.answer(ack);
            }
        }
        self.chats.remove_if(&chat, |_, room| room.members.is_empty());
    }
}
