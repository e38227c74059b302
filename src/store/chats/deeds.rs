//! What somebody wants to do in a chat, and what comes of it.

use super::records::ChatRole;
use crate::values::{ChatId, ClientId, Emoji, Millis, Seq, Slug, Uid, UploadId};

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
