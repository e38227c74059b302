//! What there is to see of chats, and which piece of it is asked for.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::records::{ChatRole, Event, Person, Words};
use crate::values::{ChatId, Emoji, Millis, Seq, Slug};

/// A chat in somebody's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub id: ChatId,
    /// How far the reader can read, and where the log ends for them.
    pub head: Seq,
    pub title: String,
    pub slug: Option<Slug>,
    pub public: bool,
    pub closed: bool,
    /// In a direct chat, the other.
    pub with: Option<Person>,
    pub members: u64,
    /// None for who is not a member any more.
    pub role: Option<ChatRole>,
    pub read: Seq,
    /// How far that one of the others has read who has read furthest; in a direct chat the other,
    /// unless the reader has blocked them.
    pub seen: Seq,
    /// Messages behind `read`, one's own not counted: who writes has read. Nor are those that were
    /// deleted, up to [`DELETED_COUNTED_MAX`].
    pub unread: u64,
    /// How many of these call the reader by name as they read now, counted up to
    /// [`MENTIONS_COUNTED_MAX`].
    pub mentions: u64,
    pub muted: bool,
    /// The last message as it reads now.
    pub last: Option<Entry>,
    pub active_at: Millis,
}

/// So many deleted messages are left out of what is unread; of more than that the rest is counted.
pub const DELETED_COUNTED_MAX: u64 = 1_000;

/// A list that shows more than this says "many".
pub const MENTIONS_COUNTED_MAX: usize = 100;

impl Summary {
    pub fn place(&self) -> Place {
        Place { active_at: self.active_at, chat: self.id }
    }
}

/// A place in a list of chats, most recently active first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub active_at: Millis,
    pub chat: ChatId,
}

#[derive(Clone, Debug, Default)]
pub struct ChatsPage {
    pub before: Option<Place>,
    /// Chats to pass over.
    pub without: HashSet<ChatId>,
    pub limit: usize,
}

/// Which piece of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    Newest,
    Before(Seq),
    After(Seq),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    pub entries: Vec<Entry>,
    /// How far the reader can read.
    pub head: Seq,
    /// The log goes on, in the direction in which it was asked for.
    pub more: bool,
}

/// An event and, where it is a message, how that reads now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub event: Event,
    /// None for what has stayed as it was, and for readers who are not members any more: what
    /// happened after they went is not theirs to see.
    pub now: Option<Now>,
}

/// What has become of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The words of its last edit.
    pub edited: Option<(Seq, Words)>,
    pub deleted: Option<Seq>,
    pub reactions: Vec<Reaction>,
    pub pinned: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub emoji: Emoji,
    pub count: u64,
    /// The reader is among them.
    pub mine: bool,
}

#[derive(Clone, Debug, Default)]
pub struct RoomsPage {
    /// Only those whose slug or title holds this text, whatever its case. Empty: all.
    pub text: String,
    pub after: Option<Slug>,
    pub limit: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rooms {
    pub rooms: Vec<PublicRoom>,
    pub next: Option<Slug>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRoom {
    pub id: ChatId,
    pub slug: Slug,
    pub title: String,
    pub members: u64,
    pub active_at: Millis,
}

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Query {
    pub text: String,
    /// In all chats if none.
    pub chat: Option<ChatId>,
    pub before: Option<FoundAt>,
    pub limit: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub next: Option<FoundAt>,
}

/// A message that was found, as it reads now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub chat: ChatId,
    pub seq: Seq,
    pub at: Millis,
    pub by: Person,
    pub text: String,
}

/// A place among all messages, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundAt {
    pub at: Millis,
    pub chat: ChatId,
    pub seq: Seq,
}
