//! What is kept of chats, as the rest of the house sees it.
//!
//! An [`Event`] is what happened and never changes, with one exception: when a message is deleted,
//! its words and those of its edits are taken out of the log (`erased`), its attachments too, and
//! nothing else. All other records here are the fold of the events, see [`super::fold`].

use serde::{Deserialize, Serialize};

use crate::store::uploads::Attachment;
use crate::values::{ClientId, Emoji, Millis, Seq, Slug, Uid};

/// One entry of a chat's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub seq: Seq,
    pub at: Millis,
    /// Who did it, under the name they had then.
    pub by: Person,
    pub what: What,
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

/// Somebody as the log names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub uid: Uid,
    /// The username they had when it happened; the display name of who has none.
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Message {
        id: ClientId,
        words: Words,
        reply_to: Option<Seq>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    Edit {
        target: Seq,
        words: Words,
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
    /// A room begins, with its creator as owner. A direct chat begins with its first message.
    Created {
        slug: Option<Slug>,
        title: String,
        public: bool,
    },
    Join,
    Leave,
    /// Somebody was brought in.
    Invite {
        user: Person,
    },
    Kick {
        user: Person,
    },
    Ban {
        user: Person,
    },
    Unban {
        user: Person,
    },
    Role {
        user: Person,
        role: ChatRole,
    },
    Topic {
        title: String,
    },
    /// The room ends: it can be read and left, and nothing else.
    Closed,
}

/// What a message or its edit says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub text: String,
    /// The members whose names are in the text, behind an `@`.
    pub mentions: Vec<Uid>,
    /// The message was deleted, and this was said in it.
    #[serde(default)]
    pub erased: bool,
}

impl Words {
    pub fn erased() -> Words {
        Words { erased: true, ..Words::default() }
    }
}

/// What a member may do is in [`super::rights`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    Member,
    Moderator,
    Owner,
}

/// The state of a chat as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// The last event.
    pub head: Seq,
    /// When that happened. Within a chat time never goes back.
    pub head_at: Millis,
    pub title: String,
    pub slug: Option<Slug>,
    pub public: bool,
    pub created_at: Millis,
    /// When it was last written to; what a list of chats is ordered by.
    pub active_at: Millis,
    pub last_message: Option<Seq>,
    /// How many messages were sent, those deleted since among them.
    pub messages: u64,
    pub members: u64,
    pub owners: u64,
    pub pins: u64,
    pub closed: bool,
}

/// What somebody is to a chat. Who was never in it and is not banned has no such record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub standing: Standing,
    /// The event that made it so.
    pub since: Seq,
    /// Who was once a member may read up to here: the event with which they went.
    pub reads_to: Option<Seq>,
}

impl Member {
    pub fn role(&self) -> Option<ChatRole> {
        match self.standing {
            Standing::In(role) => Some(role),
            Standing::Out | Standing::Banned => None,
        }
    }

    /// How far a chat whose last event is `head` can be read; none if not at all.
    pub fn reach(&self, head: Seq) -> Option<Seq> {
        match self.standing {
            Standing::In(_) => Some(head),
            Standing::Out | Standing::Banned => self.reads_to,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    In(ChatRole),
    Out,
    Banned,
}

/// What became of a message; one to which nothing has happened has no such record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// Its edits, the last one last.
    pub edits: Vec<Seq>,
    pub deleted: Option<Seq>,
    /// How many have reacted with what, the first reaction first.
    pub reactions: Vec<(Emoji, u64)>,
    /// The event that pinned it.
    pub pinned: Option<Seq>,
}

/// What somebody has set for themselves in a chat. It is not part of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub read: Seq,
    /// How many messages there were up to and with `read`.
    pub read_messages: u64,
    pub muted: bool,
}
