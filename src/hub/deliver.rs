//! The one way in for entries of logs. This node's committer feeds it, and a bus may as well: what
//! comes twice is dropped and what is missed is read from the log.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::Hub;
use super::link::{Entered, Link, LinkId, Wish};
use super::room::{Cursor, Member, Room};
use crate::values::{ChatId, Millis, Uid};

/// One entry of a chat's log, durable, and ready for every connection that hears of the chat.
#[derive(Clone, Debug)]
pub struct Entry {
    pub chat: ChatId,
    pub seq: u64,
    pub frame: Bytes,
    /// Whose wish it was, if it came from a connection here, and what that one gets instead.
    pub ack: Option<Ack>,
    /// They hear of this entry and what follows.
    pub came: Vec<Uid>,
    /// They hear of this entry and nothing that follows.
    pub went: Vec<Uid>,
}

/// An acknowledgement, for the one connection whose wish it was. It is put into words when its turn
/// has come, and only if it has not been given by then.
#[derive(Clone, Copy, Debug)]
pub struct Ack {
    pub link: LinkId,
    pub wish: Wish,
    pub at: Millis,
    pub say: SayAck,
}

/// The frame of an acknowledgement: with what the connection calls its wish, if anything, the place
/// that it has in its chat's log, and when it came there.
type SayAck = fn(Option<&str>, ChatId, u64, Millis) -> Bytes;

/// Entries of one chat that follow one another, and their frames in one piece.
pub(super) struct Run<'a> {
    pub entries: &'a [Entry],
    pub together: Bytes,
}

impl<'a> Run<'a> {
    fn of(entries: &'a [Entry]) -> Run<'a> {
        let together = match entries {
            [one] => one.frame.clone(),
            many => {
                let mut all = BytesMut::with_capacity(many.iter().map(|e| e.frame.len()).sum());
                many.iter().for_each(|entry| all.extend_from_slice(&entry.frame));
                all.freeze()
            }
        };
        Run { entries, together }
    }

    pub fn first(&self) -> u64 {
        self.entries.first().map_or(0, |entry| entry.seq)
    }

    pub fn last(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.seq)
    }

    pub fn answers(&self, link: LinkId) -> bool {
        self.entries.iter().any(|entry| entry.ack.as_ref().is_some_and(|ack| ack.link == link))
    }
}

/// The connections for which something waits to be written. Who wrote is answered before the others
/// are written to: what they write next is durable by the end of this turn, and goes out with the
/// whole next one.
#[derive(Default)]
struct Touched {
    authors: Vec<Arc<Link>>,
    others: Vec<Arc<Link>>,
}

impl Hub {
    /// Hands entries to every connection that hears of their chats: all that came in one turn
    /// leaves in one write for each connection.
    pub fn deliver(&self, mut entries: Vec<Entry>) {
        self.counts.entries.inc_by(entries.len() as u64);
        // Within a chat the order stays; across chats none is promised.
        entries.sort_by_key(|entry| entry.chat);
        let mut touched = Touched::default();
        for run in entries.chunk_by(goes_on) {
            self.deliver_run(&Run::of(run), &mut touched);
        }
        touched.authors.iter().chain(&touched.others).for_each(|link| link.flush());
    }

    fn deliver_run(&self, run: &Run<'_>, touched: &mut Touched) {
        let (Some(first), Some(last)) = (run.entries.first(), run.entries.last()) else { return };
        let chat = first.chat;
        if !first.came.is_empty() {
            self.let_in(chat, &first.came, first.seq - 1);
        }
        let Some(mut room) = self.chats.get_mut(&chat) else { return };
        room.head = room.head.max(last.seq);
        let (mut pushes, mut fell_behind) = (0, 0);
        for member in room.members.values_mut() {
            let was_live = matches!(member.cursor, Cursor::Live(_));
            if member.hand(chat, run) {
                pushes += 1;
                let among = match run.answers(member.link.id) {
                    true => &mut touched.authors,
                    false => &mut touched.others,
                };
                among.push(Arc::clone(&member.link));
            } else if was_live && matches!(member.cursor, Cursor::Behind(_)) {
                fell_behind += 1;
            }
        }
        drop(room);
        self.counts.pushes.inc_by(pushes);
        self.counts.fell_behind.inc_by(fell_behind);
        if !last.went.is_empty() {
            self.show_out(chat, &last.went, last.seq);
        }
    }

    fn let_in(&self, chat: ChatId, uids: &[Uid], after: u64) {
        // Gathered before the chat is locked. A connection that arrives in between reads its chats
        // from the store, which knows of this entry already.
        let links: Vec<Arc<Link>> = uids.iter().flat_map(|uid| self.links_of(*uid)).collect();
        if links.is_empty() {
            return;
        }
        let mut room = self.chats.entry(chat).or_default();
        for link in links {
            link.returned(chat);
            // Who left, came back, and has not yet read up to the leaving begins anew.
            let has_left = |member: &Member| member.until.is_some();
            let owed = if room.members.get(&link.id).is_some_and(has_left) {
                link.left(chat);
                room.members.remove(&link.id).map(|member| member.owed)
            } else {
                None
            };
            let id = link.id;
            enter(&mut room, chat, link, Some(after));
            if let (Some(owed), Some(member)) = (owed, room.members.get_mut(&id)) {
                member.owes(owed);
            }
        }
    }

    fn show_out(&self, chat: ChatId, uids: &[Uid], last: u64) {
        for link in uids.iter().flat_map(|uid| self.links_of(*uid)) {
            link.departed(chat, last);
        }
        let Some(mut room) = self.chats.get_mut(&chat) else { return };
        room.members.retain(|_, member| {
            if !uids.contains(&member.link.uid) {
                return true;
            }
            // Who is behind may still read up to this entry.
            let reads_on = matches!(member.cursor, Cursor::Behind(at) if at < last);
            if reads_on {
                member.until = Some(last);
            } else {
                member.link.left(chat);
            }
            reads_on
        });
        drop(room);
        self.chats.remove_if(&chat, |_, room| room.members.is_empty());
    }

    /// Tells everyone who hears of a chat what may as well be lost, but for those of `from`.
    pub fn whisper(&self, chat: ChatId, frame: &Bytes, from: Option<LinkId>) {
        let Some(room) = self.chats.get(&chat) else { return };
        let hearing = |member: &&Member| {
            matches!(member.cursor, Cursor::Live(_)) && Some(member.link.id) != from
        };
        let links: Vec<_> =
            room.members.values().filter(hearing).map(|member| Arc::clone(&member.link)).collect();
        drop(room);
        for link in links {
            match link.whisper(frame) {
                true => link.flush(),
                false => drop(self.counts.whispers_lost.inc()),
            }
        }
    }
}

/// Whether two entries may stand in one run: the same chat, no hole, and the same members.
fn goes_on(one: &Entry, next: &Entry) -> bool {
    one.chat == next.chat && one.seq + 1 == next.seq && one.went.is_empty() && next.came.is_empty()
}

/// Enters a link in a chat, unless it is there or has left the hub. One that comes in with an entry
/// hears what follows `after`; any other waits until it is pointed.
pub(super) fn enter(room: &mut Room, chat: ChatId, link: Arc<Link>, after: Option<u64>) {
    if room.members.contains_key(&link.id) {
        return;
    }
    let Some(Entered { holds, early }) = link.enter(chat) else { return };
    let cursor = match after {
        Some(after) if !holds => Cursor::Live(after),
        after => Cursor::Held(after),
    };
    let mut member = Member::new(Arc::clone(&link), cursor);
    member.owes(early);
    room.members.insert(link.id, member);
}
