//! Where everything about chats lies; the tags are capitals, see [`crate::store::embedded::keys`]
//! for the others.

use crate::store::chats::fold::Reactor;
use crate::store::embedded::engine::Span;
use crate::store::embedded::key::Key;
use crate::values::{ChatId, ClientId, Pair, Seq, Slug, Uid};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChatTable {
    /// The state of a chat as a whole: chat.
    Chat = b'C',
    /// The log: chat, seq.
    Event = b'E',
    /// Which event a client's id stands for: chat, author, id.
    Sent = b'I',
    /// Which room a client's id stands for: creator, id.
    Made = b'J',
    /// What somebody is to a chat: chat, uid.
    Member = b'M',
    /// In which chats somebody is: uid, chat.
    Membership = b'Y',
    /// In how many that is: uid.
    Tally = b'T',
    /// What became of a message: chat, seq.
    Fate = b'F',
    /// The messages that are pinned: chat, seq.
    Pin = b'P',
    /// The messages that were deleted: chat, seq.
    Deleted = b'D',
    /// Who reacted how: chat, seq, uid, emoji.
    Reacted = b'R',
    /// Which messages call somebody by name: chat, uid, seq.
    Call = b'A',
    /// What somebody has read: uid, chat.
    Mark = b'K',
    /// How far the members of a room have read who have read furthest: chat.
    Furthest = b'U',
    /// Which room has a slug: slug.
    Slug = b'S',
    /// The public ones of these: slug.
    Public = b'L',
    /// The search's index: chat, last seq.
    Block = b'X',
    /// The number of the last room.
    LastRoom = b'N',
}

impl ChatTable {
    pub const ALL: [ChatTable; 18] = [
        ChatTable::Chat,
        ChatTable::Event,
        ChatTable::Sent,
        ChatTable::Made,
        ChatTable::Member,
        ChatTable::Membership,
        ChatTable::Tally,
        ChatTable::Fate,
        ChatTable::Pin,
        ChatTable::Deleted,
        ChatTable::Reacted,
        ChatTable::Call,
        ChatTable::Mark,
        ChatTable::Furthest,
        ChatTable::Slug,
        ChatTable::Public,
        ChatTable::Block,
        ChatTable::LastRoom,
    ];

    pub fn of(key: &[u8]) -> Option<ChatTable> {
        let tag = *key.first()?;
        ChatTable::ALL.into_iter().find(|table| *table as u8 == tag)
    }

    pub fn span(self) -> Span {
        Span::of(&[self as u8])
    }
}

impl From<ChatTable> for u8 {
    fn from(table: ChatTable) -> u8 {
        table as u8
    }
}

impl Key {
    /// The first byte says how long it is, so that no chat is the beginning of another.
    fn chat(self, chat: ChatId) -> Key {
        match chat {
            ChatId::Direct(pair) => {
                let [lower, upper] = pair.both();
                self.byte(b'd').number(lower.0).number(upper.0)
            }
            ChatId::Room(number) => self.byte(b'r').number(number),
        }
    }
}

pub fn chat(chat: ChatId) -> Vec<u8> {
    Key::of(ChatTable::Chat).chat(chat).0
}

pub fn event(chat: ChatId, seq: Seq) -> Vec<u8> {
    Key::of(ChatTable::Event).chat(chat).number(seq.0).0
}

pub fn sent(chat: ChatId, author: Uid, id: &ClientId) -> Vec<u8> {
    Key::of(ChatTable::Sent).chat(chat).number(author.0).bytes(id.as_str().as_bytes()).0
}

pub fn made(creator: Uid, id: &ClientId) -> Vec<u8> {
    Key::of(ChatTable::Made).number(creator.0).bytes(id.as_str().as_bytes()).0
}

pub fn member(chat: ChatId, uid: Uid) -> Vec<u8> {
    Key::of(ChatTable::Member).chat(chat).number(uid.0).0
}

pub fn membership(uid: Uid, chat: ChatId) -> Vec<u8> {
    Key::of(ChatTable::Membership).number(uid.0).chat(chat).0
}

pub fn memberships(uid: Uid) -> Span {
    Span::of(&Key::of(ChatTable::Membership).number(uid.0).0)
}

pub fn memberships_in_rooms(uid: Uid) -> Span {
    Span::of(&Key::of(ChatTable::Membership).number(uid.0).byte(b'r').0)
}

pub fn tally(uid: Uid) -> Vec<u8> {
    Key::of(ChatTable::Tally).number(uid.0).0
}

pub fn fate(chat: ChatId, message: Seq) -> Vec<u8> {
    Key::of(ChatTable::Fate).chat(chat).number(message.0).0
}

pub fn pin(chat: ChatId, message: Seq) -> Vec<u8> {
    Key::of(ChatTable::Pin).chat(chat).number(message.0).0
}

pub fn deleted(chat: ChatId, message: Seq) -> Vec<u8> {
    Key::of(ChatTable::Deleted).chat(chat).number(message.0).0
}

pub fn reacted(chat: ChatId, who: &Reactor<'_>) -> Vec<u8> {
    let key = Key::of(ChatTable::Reacted).chat(chat).number(who.message.0).number(who.uid.0);
    key.bytes(who.emoji.as_str().as_bytes()).0
}

pub fn call(chat: ChatId, uid: Uid, message: Seq) -> Vec<u8> {
    Key::of(ChatTable::Call).chat(chat).number(uid.0).number(message.0).0
}

pub fn calls(chat: ChatId, uid: Uid) -> Span {
    Span::of(&Key::of(ChatTable::Call).chat(chat).number(uid.0).0)
}

pub fn furthest(room: ChatId) -> Vec<u8> {
    Key::of(ChatTable::Furthest).chat(room).0
}

pub fn mark(uid: Uid, chat: ChatId) -> Vec<u8> {
    Key::of(ChatTable::Mark).number(uid.0).chat(chat).0
}

pub fn slug(slug: &Slug) -> Vec<u8> {
    Key::of(ChatTable::Slug).bytes(slug.as_str().as_bytes()).0
}

pub fn public(slug: &Slug) -> Vec<u8> {
    Key::of(ChatTable::Public).bytes(slug.as_str().as_bytes()).0
}

pub fn block(chat: ChatId, last: Seq) -> Vec<u8> {
    Key::of(ChatTable::Block).chat(chat).number(last.0).0
}

pub fn last_room() -> Vec<u8> {
    vec![ChatTable::LastRoom as u8]
}

/// All rows of a table that belong to one chat.
pub fn of_chat(table: ChatTable, chat: ChatId) -> Span {
    Span::of(&Key::of(table).chat(chat).0)
}

/// The chat that stands behind the tag, and what follows it.
pub fn chat_in(key: &[u8]) -> Option<(ChatId, &[u8])> {
    split_chat(key.get(1..)?)
}

/// The uid that stands behind the tag, and the chat behind that.
pub fn uid_and_chat(key: &[u8]) -> Option<(Uid, ChatId)> {
    let (uid, rest) = split_number(key.get(1..)?)?;
    let (chat, rest) = split_chat(rest)?;
    rest.is_empty().then_some((Uid(uid), chat))
}

fn split_chat(bytes: &[u8]) -> Option<(ChatId, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (first, rest) = split_number(rest)?;
    match kind {
        b'r' => Some((ChatId::Room(first), rest)),
        b'd' => {
            let (second, rest) = split_number(rest)?;
            Pair::of(Uid(first), Uid(second)).map(|pair| (ChatId::Direct(pair), rest))
        }
        _ => None,
    }
}

pub fn split_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u64::from_be_bytes(*number), rest))
}
