//! Entries of logs, chats and hits as they stand on the wire: flat objects of short words.

use bytes::Bytes;
use serde::Serialize;

use super::framing;
use crate::store::chats::{
    ChatRole, Entry, Event, Hit, Now, Person, Reaction, Summary, What, Words,
};
use crate::values::{ChatId, Emoji, Millis, Seq, Uid};

/// One entry of a log. Every kind has the first six, and of the others those that it needs.
#[derive(Serialize)]
pub struct Shape<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    chat: ChatId,
    seq: Seq,
    at: Millis,
    uid: Uid,
    from: &'a str,
    #[serde(flatten)]
    rest: Rest<'a>,
    /// How a message reads by now; in pages only, where what happened to it may lie outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<NowShape<'a>>,
}

#[derive(Default, Serialize)]
struct Rest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Uid]>::is_empty")]
    mentions: &'a [Uid],
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Seq>,
    /// It was deleted later, and its words were taken out of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<&'a Emoji>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<PersonShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<ChatRole>,
}

#[derive(Serialize)]
pub struct PersonShape<'a> {
    uid: Uid,
    username: &'a str,
}

#[derive(Serialize)]
struct NowShape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// The entry that was its last edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<Seq>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<ReactionShape<'a>>,
    pinned: bool,
}

#[derive(Serialize)]
struct ReactionShape<'a> {
    emoji: &'a Emoji,
    count: u64,
    mine: bool,
}

/// The frame of one entry, for everybody who hears of it.
pub fn frame(chat: ChatId, event: &Event) -> Bytes {
    framing::json(&shape(chat, event))
}

pub fn shape(chat: ChatId, event: &Event) -> Shape<'_> {
    let (kind, rest) = kind_and_rest(&event.what);
    let Event { seq, at, by, .. } = event;
    Shape { kind, chat, seq: *seq, at: *at, uid: by.uid, from: &by.name, rest, now: None }
}

/// An entry as it is shown on a page.
pub fn shown(chat: ChatId, entry: &Entry) -> Shape<'_> {
    Shape { now: entry.now.as_ref().map(now), ..shape(chat, &entry.event) }
}

fn kind_and_rest(what: &What) -> (&'static str, Rest<'_>) {
    let none = Rest::default();
    match what {
        What::Message { id, words, reply_to } => {
            ("message", Rest { id: Some(id.as_str()), reply_to: *reply_to, ..said(words) })
        }
        What::Edit { target, words } => ("edit", Rest { target: Some(*target), ..said(words) }),
        What::Delete { target } => ("delete", Rest { target: Some(*target), ..none }),
        What::React { target, emoji, on } => {
            ("react", Rest { target: Some(*target), emoji: Some(emoji), on: Some(*on), ..none })
        }
        What::Pin { target, on } => ("pin", Rest { target: Some(*target), on: Some(*on), ..none }),
        What::Created { slug, title, public } => {
            let slug = slug.as_ref().map(|slug| slug.as_str());
            ("created", Rest { slug, title: Some(title), public: Some(*public), ..none })
        }
        What::Join => ("join", none),
        What::Leave => ("leave", none),
        What::Invite { user } => ("invite", Rest { user: Some(person(user)), ..none }),
        What::Kick { user } => ("kick", Rest { user: Some(person(user)), ..none }),
        What::Ban { user } => ("ban", Rest { user: Some(person(user)), ..none }),
        What::Unban { user } => ("unban", Rest { user: Some(person(user)), ..none }),
        What::Role { user, role } => {
            ("role", Rest { user: Some(person(user)), role: Some(*role), ..none })
        }
        What::Topic { title } => ("topic", Rest { title: Some(title), ..none }),
        What::Closed => ("closed", none),
    }
}

fn said(words: &Words) -> Rest<'_> {
    Rest {
        text: Some(&words.text),
        mentions: &words.mentions,
        erased: words.erased.then_some(true),
        ..Rest::default()
    }
}

pub fn person(person: &Person) -> PersonShape<'_> {
    PersonShape { uid: person.uid, username: &person.name }
}

fn now(now: &Now) -> NowShape<'_> {
    NowShape {
        text: now.edited.as_ref().map(|(_, words)| words.text.as_str()),
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

/// A chat in a list.
#[derive(Serialize)]
pub struct ChatShape<'a> {
    chat: ChatId,
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<PersonShape<'a>>,
    public: bool,
    closed: bool,
    head: Seq,
    read: Seq,
    unread: u64,
    last: Option<Shape<'a>>,
    members: u64,
    role: Option<ChatRole>,
    muted: bool,
    active_at: Millis,
}

pub fn chat(summary: &Summary) -> ChatShape<'_> {
    ChatShape {
        chat: summary.id,
        kind: match summary.id {
            ChatId::Direct(_) => "direct",
            ChatId::Room(_) => "room",
        },
        title: &summary.title,
        slug: summary.slug.as_ref().map(|slug| slug.as_str()),
        with: summary.with.as_ref().map(person),
        public: summary.public,
        closed: summary.closed,
        head: summary.head,
        read: summary.read,
        unread: summary.unread,
        last: summary.last.as_ref().map(|entry| shown(summary.id, entry)),
        members: summary.members,
        role: summary.role,
        muted: summary.muted,
        active_at: summary.active_at,
    }
}

/// A message that was found.
#[derive(Serialize)]
pub struct HitShape<'a> {
    chat: ChatId,
    seq: Seq,
    at: Millis,
    uid: Uid,
    from: &'a str,
    text: &'a str,
}

pub fn hit(hit: &Hit) -> HitShape<'_> {
    let Hit { chat, seq, at, by, text } = hit;
    HitShape { chat: *chat, seq: *seq, at: *at, uid: by.uid, from: &by.name, text }
}
