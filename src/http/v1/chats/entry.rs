//! Entries of logs in JSON: flat objects of short words, the same over REST and on the socket.

use serde::Serialize;
use utoipa::ToSchema;

use super::role::RoleInRoom;
use crate::store::chats::{ChatRole, Entry, Event, Now, Person, Reaction, What, Words};
use crate::store::uploads::Attachment;
use crate::values::{ChatId, Emoji, Millis, Seq, Uid, UploadId};

/// One entry of a log. Every kind has the first six, and of the others those that it needs.
#[derive(Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct Shape<'a> {
    #[serde(rename = "type")]
    #[schema(example = "message")]
    kind: &'static str,
    #[schema(value_type = String, example = "d:17:42")]
    chat: ChatId,
    #[schema(value_type = u64, example = 12)]
    seq: Seq,
    #[schema(value_type = i64, example = 1763716153123_i64)]
    at: Millis,
    #[schema(value_type = u64, example = 17)]
    uid: Uid,
    /// The name that they had then.
    #[schema(example = "alice")]
    from: &'a str,
    /// The client's own name for the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<&'a str>,
    /// The message that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>, nullable = false)]
    target: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<&'a str>,
    /// The members whose names are in the text, behind an `@`.
    #[serde(skip_serializing_if = "<[Uid]>::is_empty")]
    #[schema(value_type = Vec<u64>, required = false)]
    mentions: &'a [Uid],
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>, nullable = false)]
    reply_to: Option<Seq>,
    /// The files in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    attachments: Vec<AttachmentShape<'a>>,
    /// It was deleted later, and its words were taken out of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    erased: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    emoji: Option<&'a Emoji>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    on: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    slug: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    public: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user: Option<PersonShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RoleInRoom>, nullable = false)]
    role: Option<ChatRole>,
    /// How a message reads by now; in pages only, where what happened to it may lie outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    now: Option<NowShape<'a>>,
}

/// A file that somebody has sent; `GET /v1/uploads/{id}` gives what is in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Attachment)]
pub struct AttachmentShape<'a> {
    #[schema(value_type = String, example = "019a8f6e-0000-7000-8000-000000000000")]
    id: UploadId,
    #[schema(example = "tea.png")]
    name: &'a str,
    /// Pictures are known by their content; anything else is called what its sender called it.
    #[serde(rename = "type")]
    #[schema(example = "image/png")]
    media: &'a str,
    #[schema(example = 4096)]
    bytes: u64,
    /// Of a picture that can be shown: PNG, JPEG, GIF or WebP, of a reasonable size.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    height: Option<u32>,
}

pub fn attachment(attachment: &Attachment) -> AttachmentShape<'_> {
    let Attachment { id, name, media, bytes, size } = attachment;
    AttachmentShape {
        id: *id,
        name: name.as_str(),
        media: media.as_str(),
        bytes: *bytes,
        width: size.map(|size| size.width),
        height: size.map(|size| size.height),
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Somebody)]
pub struct PersonShape<'a> {
    #[schema(value_type = u64, example = 42)]
    uid: Uid,
    #[schema(example = "bob")]
    username: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Fate)]
pub struct NowShape<'a> {
    /// What its last edit says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<&'a str>,
    /// The members whose names are in that.
    #[serde(skip_serializing_if = "<[Uid]>::is_empty")]
    #[schema(value_type = Vec<u64>, required = false)]
    mentions: &'a [Uid],
    /// The entry that was its last edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>, nullable = false)]
    edited: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>, nullable = false)]
    deleted: Option<Seq>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    reactions: Vec<ReactionShape<'a>>,
    pinned: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Reaction)]
pub struct ReactionShape<'a> {
    #[schema(value_type = String, example = "👍")]
    emoji: &'a Emoji,
    count: u64,
    /// The reader is among them.
    mine: bool,
}

/// An entry as it happened.
pub fn shape(chat: ChatId, event: &Event) -> Shape<'_> {
    let plain = plain(chat, event);
    match &event.what {
        What::Message { id, words, reply_to, attachments } => {
            let id = Some(id.as_str());
            let attachments = attachments.iter().map(attachment).collect();
            said(words, Shape { kind: "message", id, reply_to: *reply_to, attachments, ..plain })
        }
        What::Edit { target, words } => {
            said(words, Shape { kind: "edit", target: Some(*target), ..plain })
        }
        What::Delete { target } => Shape { kind: "delete", target: Some(*target), ..plain },
        What::React { target, emoji, on } => {
            let (target, emoji, on) = (Some(*target), Some(emoji), Some(*on));
            Shape { kind: "react", target, emoji, on, ..plain }
        }
        What::Pin { target, on } => {
            Shape { kind: "pin", target: Some(*target), on: Some(*on), ..plain }
        }
        What::Created { slug, title, public } => {
            let slug = slug.as_ref().map(|slug| slug.as_str());
            Shape { kind: "created", slug, title: Some(title), public: Some(*public), ..plain }
        }
        What::Join => Shape { kind: "join", ..plain },
        What::Leave => Shape { kind: "leave", ..plain },
        What::Invite { user } => Shape { kind: "invite", user: Some(person(user)), ..plain },
        What::Kick { user } => Shape { kind: "kick", user: Some(person(user)), ..plain },
        What::Ban { user } => Shape { kind: "ban", user: Some(person(user)), ..plain },
        What::Unban { user } => Shape { kind: "unban", user: Some(person(user)), ..plain },
        What::Role { user, role } => {
            Shape { kind: "role", user: Some(person(user)), role: Some(*role), ..plain }
        }
        What::Topic { title } => Shape { kind: "topic", title: Some(title), ..plain },
        What::Closed => Shape { kind: "closed", ..plain },
    }
}

/// An entry as it is shown on a page.
pub fn shown(chat: ChatId, entry: &Entry) -> Shape<'_> {
    Shape { now: entry.now.as_ref().map(now), ..shape(chat, &entry.event) }
}

/// What every kind has.
fn plain(chat: ChatId, event: &Event) -> Shape<'_> {
    let Event { seq, at, by, .. } = event;
    Shape {
        kind: "",
        chat,
        seq: *seq,
        at: *at,
        uid: by.uid,
        from: &by.name,
        id: None,
        target: None,
        text: None,
        mentions: &[],
        reply_to: None,
        attachments: Vec::new(),
        erased: None,
        emoji: None,
        on: None,
        slug: None,
        title: None,
        public: None,
        user: None,
        role: None,
        now: None,
    }
}

fn said<'a>(words: &'a Words, shape: Shape<'a>) -> Shape<'a> {
    let erased = words.erased.then_some(true);
    Shape { text: Some(&words.text), mentions: &words.mentions, erased, ..shape }
}

pub fn person(person: &Person) -> PersonShape<'_> {
    PersonShape { uid: person.uid, username: &person.name }
}

fn now(now: &Now) -> NowShape<'_> {
    NowShape {
        text: now.edited.as_ref().map(|(_, words)| words.text.as_str()),
        mentions: now.edited.as_ref().map_or(&[], |(_, words)| &words.mentions),
        edited: now.edited.as_ref().map(|(seq, _)| *seq),
        deleted: now.deleted,
        reactions: now.reactions.iter().map(reaction).collect(),
        pinned: now.pinned,
    }
}

fn reaction(reaction: &Reaction) -> ReactionShape<'_> {
    let Reaction { emoji, count, mine } = reaction;
    ReactionShape { emoji, count: *count, mine: *mine }
}
