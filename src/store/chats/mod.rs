//! The port's nouns: chats.
//!
//! A chat is a log of events 1, 2, 3 … without a gap. Writing is appending; what else there is to
//! read (who is a member, what became of a message, how much is unread) is the fold of the log
//! and changes in the same batch.
//!
//! - [`records`]: events and the state they fold to.
//! - [`rights`]: who may do what; asked inside the decision, so that no right can be lost between
//!   the question and the deed.
//! - [`fold`]: what an event does to the state; one function, for the one who writes and for the
//!   one who checks.
//! - [`terms`]: words of a text as the search sees them.
//! - [`feed`]: what has become durable, in order, for delivery on this node.

mod feed;
pub mod fold;
mod records;
pub mod rights;
pub mod terms;
#[cfg(test)]
mod tests;

pub use feed::{Fed, Feed, Posted};
pub use records::{Chat, ChatRole, Event, Fate, Mark, Member, Person, Standing, What, Words};

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::values::{ChatId, ClientId, Emoji, Millis, Seq, Slug, Uid, UploadId};

#[async_trait]
pub trait ChatStore: Send + Sync + 'static {
    /// Adds an event to a chat's log, if its author may at that moment; its number is the head's
    /// successor. A direct chat begins with its first message.
    ///
    /// A message is sent once: another with the same author, chat and id is answered with the
    /// first one's receipt if it says the same, and is a [`Refusal::Conflict`] if it does not.
    /// That is remembered as long as the log. A deed that changes nothing (who joins is in
    /// already, the reaction stands) adds nothing; the receipt names the head and says
    /// `duplicate`.
    async fn append(&self, append: Append) -> Answer<Result<Receipt, Refusal>>;

    /// Makes a room with its creator as owner and the invited as members, all at once. With an id,
    /// a repeat is answered with the first one's receipt, as for messages.
    async fn create_room(&self, new: NewRoom) -> Answer<Result<Receipt, Refusal>>;

    /// What `reader` sees of one chat.
    async fn chat(&self, reader: Uid, chat: ChatId) -> Answer<Result<Summary, Refusal>>;

    /// The chats in which `uid` is, most recently active first, those before `page.before`.
    async fn chats(&self, uid: Uid, page: ChatsPage) -> Answer<Vec<Summary>>;

    /// How far `reader` can read each of these chats: the last event, or for who has gone the one
    /// with which they went. In the order asked.
    async fn reaches(&self, reader: Uid, chats: Vec<ChatId>) -> Answer<Vec<Result<Seq, Refusal>>>;

    /// All chats in which `uid` is, with their heads.
    async fn memberships(&self, uid: Uid) -> Answer<Vec<(ChatId, Seq)>>;

    /// What `uid` is to the chat.
    async fn member(&self, chat: ChatId, uid: Uid) -> Answer<Option<Member>>;

    /// A piece of the log, ascending. Its length is bounded by the limit and by bytes, whichever is
    /// reached first; it holds at least one event if there is one.
    async fn events(
        &self,
        reader: Uid,
        chat: ChatId,
        range: Range,
        limit: usize,
    ) -> Answer<Result<EventPage, Refusal>>;

    /// The members with the names they have now, in order of uid, those after `after`.
    async fn members(
        &self,
        reader: Uid,
        chat: ChatId,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Result<Vec<(Person, ChatRole)>, Refusal>>;

    /// Public rooms in order of slug. A page may be short, or even empty, while its `next` says that
    /// there is more.
    async fn public_rooms(&self, page: RoomsPage) -> Answer<Rooms>;

    /// The room that has this slug, whoever may see it.
    async fn room_by_slug(&self, slug: &Slug) -> Answer<Option<ChatId>>;

    /// The messages that are pinned, in their order.
    async fn pins(&self, reader: Uid, chat: ChatId) -> Answer<Result<Vec<Seq>, Refusal>>;

    /// Notes that everything up to `seq` has been read; never takes that back. May lose its last
    /// moments in a crash. Says whether it was news.
    async fn mark_read(&self, uid: Uid, chat: ChatId, seq: Seq) -> Answer<Result<bool, Refusal>>;

    async fn mute(&self, uid: Uid, chat: ChatId, muted: bool) -> Answer<Result<(), Refusal>>;

    /// Messages in the reader's chats that hold all terms of the query, the newest first. A page
    /// may be short, or even empty, while its `next` says that there is more.
    async fn search(&self, reader: Uid, query: Query) -> Answer<Result<Found, Refusal>>;

    /// Brings the search's index up to date where it lags, a bounded piece at a time; says whether
    /// there is more to do. Searches are complete without it, but slower.
    async fn index_some(&self) -> Answer<bool>;

    /// Builds the search's index anew; says of how many chats.
    async fn rebuild_index(&self) -> Answer<u64>;

    /// All events that become durable from now on, in the order of the commits.
    fn feed(&self) -> Arc<Feed>;
}

/// An event that somebody wants.
#[derive(Clone, Debug)]
pub struct Append {
    pub chat: ChatId,
    pub author: Uid,
    pub deed: Deed,
    pub at: Millis,
    pub quotas: Quotas,
    /// Comes out of the feed with the event.
    pub tag: Option<Tag>,
}

/// What somebody wants to do in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// `mentions` may name anybody; kept are those who are members and have not blocked the
    /// author.
    Send {
        id: ClientId,
        text: String,
        mentions: Vec<Uid>,
        reply_to: Option<Seq>,
        /// The author's own uploads, each once, that no message holds yet. An empty text is for
        /// messages that have some.
        attachments: Vec<UploadId>,
    },
    Edit {
        target: Seq,
        text: String,
        mentions: Vec<Uid>,
    },
    Delete {
        target: Seq,
    },
    React {
        target: Seq,
        emoji: Emoji,
        on: bool,
    },
    Pin {
        target: Seq,
        on: bool,
    },
    Join,
    Leave,
    /// One event for each, those who are members already passed over; the receipt is the last's.
    Invite {
        users: Vec<Uid>,
    },
    Kick {
        user: Uid,
    },
    Ban {
        user: Uid,
    },
    Unban {
        user: Uid,
    },
    Role {
        user: Uid,
        role: ChatRole,
    },
    Topic {
        title: String,
    },
    Close,
}

/// Who asked, in a form that only the asker understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    pub connection: u64,
    pub request: u64,
}

#[derive(Clone, Debug)]
pub struct NewRoom {
    pub creator: Uid,
    pub id: Option<ClientId>,
    pub slug: Option<Slug>,
    pub title: String,
    pub public: bool,
    pub members: Vec<Uid>,
    pub at: Millis,
    pub quotas: Quotas,
    pub tag: Option<Tag>,
}

/// What may grow, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Direct chats and rooms together.
    pub chats_per_account: u64,
    pub members_per_room: u64,
    pub pins_per_chat: u64,
    /// Different ones; how many people choose the same is not limited.
    pub reactions_per_message: usize,
    pub edits_per_message: usize,
}

/// What stands in the log now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub chat: ChatId,
    pub seq: Seq,
    pub at: Millis,
    /// It stood there before.
    pub duplicate: bool,
}

/// Why something in a chat cannot be done or seen. Closed: every edge has a word for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Also what is said of private chats to who is not in them.
    #[error("there is no such chat")]
    UnknownChat,
    #[error("there is no such account")]
    UnknownUser,
    #[error("the chat has no such message, or it was deleted")]
    UnknownMessage,
    /// It is somebody else's, in another message, or has gone.
    #[error("there is no such upload that waits to be sent")]
    UnknownUpload,
    #[error("one must be a member of the room")]
    NotAMember,
    #[error("one's role in the room does not allow it")]
    Forbidden,
    /// It makes no sense in a chat of two.
    #[error("this can be done in rooms alone")]
    RoomsOnly,
    #[error("the other has blocked the author")]
    Blocked,
    #[error("banned from the room")]
    Banned,
    #[error("the room has been closed")]
    Closed,
    #[error("the last owner must hand the room over, or close it")]
    LastOwner,
    #[error("the same id was used for another message")]
    Conflict,
    #[error("another room has that slug")]
    SlugTaken,
    #[error("the log ends at {head}")]
    BeyondHead { head: Seq },
    #[error("there are too many {0}")]
    TooMany(Quota),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    Chats,
    Members,
    Pins,
    Reactions,
    Edits,
}

impl std::fmt::Display for Quota {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Quota::Chats => "chats of one account",
            Quota::Members => "members in the room",
            Quota::Pins => "pinned messages",
            Quota::Reactions => "different reactions to the message",
            Quota::Edits => "edits of the message",
        })
    }
}

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
    /// Messages behind `read`, one's own not counted: who writes has read.
    pub unread: u64,
    /// How many of these call the reader by name as they read now, counted up to
    /// [`MENTIONS_COUNTED_MAX`].
    pub mentions: u64,
    pub muted: bool,
    /// The last message as it reads now.
    pub last: Option<Entry>,
    pub active_at: Millis,
}

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

impl Event {
    /// What its texts cost in memory and on the wire, beside the few dozen bytes of all events.
    pub fn text_bytes(&self) -> usize {
        match &self.what {
            What::Message { words, attachments, .. } => {
                let named =
                    attachments.iter().map(|file| ATTACHMENT_BYTES + file.name.as_str().len());
                words.text.len() + named.sum::<usize>()
            }
            What::Edit { words, .. } => words.text.len(),
            What::Created { title, .. } | What::Topic { title } => title.len(),
            _ => 0,
        }
    }
}

/// What an attachment takes beside its name, roughly.
const ATTACHMENT_BYTES: usize = 160;

impl Default for Quotas {
    fn default() -> Quotas {
        Quotas {
            chats_per_account: 10_000,
            members_per_room: 10_000,
            pins_per_chat: 100,
            reactions_per_message: 20,
            edits_per_message: 100,
        }
    }
}
