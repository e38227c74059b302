//! The document of the socket against the code: what is not in both is in neither.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::store::chats::{ChatRole, Event, Person, What, Words};
use crate::store::uploads::Attachment;
use crate::values::{
    ChatId, ClientId, Emoji, FileName, MediaType, Millis, Pair, Seq, Slug, Uid, UploadId,
};
use crate::ws::asyncapi::{Kind, asked, document, said};
use crate::ws::close::Farewell;
use crate::ws::entry;
use crate::ws::frame::{self, BadFrame, Request};
use crate::ws::say::{ErrorCode, Frame, Limits};

/// The names of all variants of an enum: a match that a new variant breaks, and the list of them.
macro_rules! names {
    ($function:ident, $list:ident, $kind:ty, { $($variant:pat => $name:literal),* $(,)? }) => {
        fn $function(of: &$kind) -> &'static str {
            match of { $($variant => $name),* }
        }
        const $list: &[&str] = &[$($name),*];
    };
}

names!(request_name, REQUESTS, Request, {
    Request::Send { .. } => "send",
    Request::Edit { .. } => "edit",
    Request::Delete { .. } => "delete",
    Request::React { .. } => "react",
    Request::Pin { .. } => "pin",
    Request::History { .. } => "history",
    Request::Resume { .. } => "resume",
    Request::Chats { .. } => "chats",
    Request::Members { .. } => "members",
    Request::Rooms { .. } => "rooms",
    Request::Create { .. } => "create",
    Request::Join { .. } => "join",
    Request::Leave { .. } => "leave",
    Request::Invite { .. } => "invite",
    Request::Kick { .. } => "kick",
    Request::Ban { .. } => "ban",
    Request::Unban { .. } => "unban",
    Request::Role { .. } => "role",
    Request::Topic { .. } => "topic",
    Request::Close { .. } => "close",
    Request::Mute { .. } => "mute",
    Request::Read { .. } => "read",
    Request::Typing { .. } => "typing",
    Request::Watch { .. } => "watch",
    Request::Search { .. } => "search",
    Request::Ping => "ping",
    Request::Help => "only as a line",
});

names!(frame_name, FRAMES, Frame<'_>, {
    Frame::Welcome { .. } => "welcome",
    Frame::Ack { .. } => "ack",
    Frame::Ok { .. } => "ok",
    Frame::Error { .. } => "error",
    Frame::Pong { .. } => "pong",
    Frame::Resumed { .. } => "resumed",
    Frame::History { .. } => "history",
    Frame::Events { .. } => "events",
    Frame::Chats { .. } => "chats",
    Frame::Members { .. } => "members",
    Frame::Rooms { .. } => "rooms",
    Frame::Found { .. } => "found",
    Frame::Typing { .. } => "typing",
    Frame::Read { .. } => "read",
    Frame::Presence { .. } => "presence",
    Frame::Bye { .. } => "bye",
    Frame::Help { .. } => "help",
});

names!(entry_name, ENTRIES, What, {
    What::Message { .. } => "message",
    What::Edit { .. } => "edit",
    What::Delete { .. } => "delete",
    What::React { .. } => "react",
    What::Pin { .. } => "pin",
    What::Created { .. } => "created",
    What::Join => "join",
    What::Leave => "leave",
    What::Invite { .. } => "invite",
    What::Kick { .. } => "kick",
    What::Ban { .. } => "ban",
    What::Unban { .. } => "unban",
    What::Role { .. } => "role",
    What::Topic { .. } => "topic",
    What::Closed => "closed",
});

names!(code_name, CODES, ErrorCode, {
    ErrorCode::BadJson => "bad_json",
    ErrorCode::BadFrame => "bad_frame",
    ErrorCode::UnknownType => "unknown_type",
    ErrorCode::UnknownChat => "unknown_chat",
    ErrorCode::UnknownUser => "unknown_user",
    ErrorCode::NotAMember => "not_a_member",
    ErrorCode::Forbidden => "forbidden",
    ErrorCode::TooLong => "too_long",
    ErrorCode::TooFast => "too_fast",
    ErrorCode::Conflict => "conflict",
    ErrorCode::Blocked => "blocked",
    ErrorCode::Unavailable => "unavailable",
    ErrorCode::Internal => "internal",
});

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.into_iter().collect()
}

fn described(kinds: &'static [Kind]) -> BTreeSet<&'static str> {
    let names = set(kinds.iter().map(|kind| kind.name));
    assert_eq!(names.len(), kinds.len(), "no kind is described twice");
    names
}

fn example(kind: &Kind) -> Value {
    let example: Value = serde_json::from_str(kind.example).unwrap();
    assert_eq!(example["type"], kind.name);
    example
}

#[test]
fn every_frame_of_either_direction_is_described_and_no_other() {
    let asked = set(REQUESTS.iter().copied().filter(|name| *name != "only as a line"));
    assert_eq!(described(asked::KINDS), asked);
    assert_eq!(described(said::KINDS), set(FRAMES.iter().chain(ENTRIES).copied()));
    for kind in asked::KINDS {
        let answers = set(kind.answers.iter().copied());
        assert!(answers.is_subset(&set(FRAMES.iter().copied())), "{}", kind.name);
        assert!(!answers.is_empty(), "{}", kind.name);
    }
}

#[test]
fn every_example_of_a_question_is_read_as_what_it_is() {
    for kind in asked::KINDS {
        let asked = frame::read(kind.example).unwrap_or_else(|bad| panic!("{bad:?}"));
        assert_eq!(request_name(&asked.request), kind.name);
    }
}

#[test]
fn what_is_said_to_be_required_is_and_what_is_optional_is_looked_at() {
    let refused_for = |frame: &Value| match frame::read(&frame.to_string()) {
        Err((_, BadFrame::Field { field, .. })) => Some(field),
        Err((_, other)) => panic!("{frame}: {other}"),
        Ok(_) => None,
    };
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for kind in asked::KINDS {
        known.extend(kind.required.iter().chain(kind.optional));
    }
    for kind in asked::KINDS {
        let whole = example(kind);
        for field in kind.required {
            let mut without = whole.clone();
            without.as_object_mut().unwrap().remove(*field);
            assert_eq!(refused_for(&without), Some(*field), "{} without {field}", kind.name);
        }
        // Nothing is a number and a text and a list at once; what nobody reads is not refused.
        for field in &known {
            let is_described = kind.required.contains(field) || kind.optional.contains(field);
            let with = |value: Value| {
                let mut frame = whole.clone();
                frame[*field] = value;
                refused_for(&frame) == Some(*field)
            };
            let is_read = with(json!(-0.5)) && with(json!([[]]));
            assert_eq!(is_read, is_described, "{field} of {}", kind.name);
        }
    }
}

fn direct() -> ChatId {
    ChatId::Direct(Pair::of(Uid(17), Uid(42)).unwrap())
}

fn words() -> Words {
    Words { text: "hi".into(), mentions: vec![Uid(42)], erased: true }
}

fn attachment() -> Attachment {
    Attachment {
        id: UploadId(uuid::Uuid::nil()),
        name: FileName::of("tea.png"),
        media: MediaType::unknown(),
        bytes: 1,
        size: None,
    }
}

/// Of every kind of entry, with as little and with as much as there can be.
fn entries() -> Vec<What> {
    let bob = || Person { uid: Uid(42), name: "bob".into() };
    let (id, target) = (ClientId::parse("k1").unwrap(), Seq(1));
    let slug = Some(Slug::parse("tea").unwrap());
    vec![
        What::Message {
            id: id.clone(),
            words: Words::default(),
            reply_to: None,
            attachments: Vec::new(),
        },
        What::Message {
            id,
            words: words(),
            reply_to: Some(target),
            attachments: vec![attachment()],
        },
        What::Edit { target, words: Words::default() },
        What::Edit { target, words: words() },
        What::Delete { target },
        What::React { target, emoji: Emoji::parse("👍").unwrap(), on: true },
        What::Pin { target, on: true },
        What::Created { slug: None, title: "Tea".into(), public: true },
        What::Created { slug, title: "Tea".into(), public: true },
        What::Join,
        What::Leave,
        What::Invite { user: bob() },
        What::Kick { user: bob() },
        What::Ban { user: bob() },
        What::Unban { user: bob() },
        What::Role { user: bob(), role: ChatRole::Moderator },
        What::Topic { title: "Tea".into() },
        What::Closed,
    ]
}

const LIMITS: Limits = Limits { frame: 65_536, text: 4_000, rate: 20, burst: 60 };

/// Of every kind of frame, with everything (`all`) or as little as there can be.
fn frames(all: bool) -> Vec<Frame<'static>> {
    let (chat, seq, at, uid) = (direct(), Seq(9), Millis(1), Uid(17));
    let id = all.then_some("k1");
    let next = all.then_some("x");
    vec![
        Frame::Welcome {
            protocol: 1,
            uid,
            username: None,
            session: "s",
            time: at,
            limits: &LIMITS,
        },
        Frame::Ack { id, chat, seq, at, duplicate: all },
        Frame::Ok { id: "k1" },
        Frame::Error {
            id,
            code: ErrorCode::BadFrame,
            message: "no",
            field: all.then_some("text"),
            retry_after: all.then_some(0.5),
        },
        Frame::Pong { id, time: at },
        Frame::Resumed { id },
        Frame::History { id, chat, events: &[], head: seq, more: true },
        Frame::Events { chat, events: &[], head: seq },
        Frame::Chats { id, chats: &[], next },
        Frame::Members { id, chat, members: &[], more: true },
        Frame::Rooms { id, rooms: &[], next },
        Frame::Found { id, hits: &[], next },
        Frame::Typing { chat, uid, from: "alice", on: true },
        Frame::Read { chat, uid, upto: seq },
        Frame::Presence { uid, username: "alice", online: true, last_seen: None },
        Frame::Bye { reason: "restarting", reconnect_after: 2.0 },
        Frame::Help { lines: &["x"] },
    ]
}

/// Everything that the server can say, by its name.
fn samples() -> Vec<(&'static str, Value)> {
    let mut samples = Vec::new();
    for what in entries() {
        let by = Person { uid: Uid(17), name: "alice".into() };
        let event = Event { seq: Seq(9), at: Millis(1), by, what };
        let shape = serde_json::to_value(entry::shape(direct(), &event)).unwrap();
        samples.push((entry_name(&event.what), shape));
    }
    for frame in frames(false).iter().chain(&frames(true)) {
        samples.push((frame_name(frame), serde_json::to_value(frame).unwrap()));
    }
    samples
}

#[test]
fn what_is_said_has_the_fields_that_are_described() {
    let samples = samples();
    for kind in said::KINDS {
        let all = set(["type"].iter().chain(kind.required).chain(kind.optional).copied());
        let required = set(["type"].iter().chain(kind.required).copied());
        let mut seen = BTreeSet::new();
        for (_, sample) in samples.iter().filter(|(name, _)| *name == kind.name) {
            assert_eq!(sample["type"], kind.name);
            let keys = set(sample.as_object().unwrap().keys().map(String::as_str));
            assert!(keys.is_subset(&all) && required.is_subset(&keys), "{sample}");
            seen.extend(keys);
        }
        let only_on_pages = if kind.name == "message" { set(["now"]) } else { set([]) };
        let unseen: BTreeSet<_> = all.difference(&seen).copied().collect();
        assert_eq!(unseen, only_on_pages, "{}: nothing is described that is never said", kind.name);
        let keys = example(kind);
        let keys = set(keys.as_object().unwrap().keys().map(String::as_str));
        assert!(keys.is_subset(&all) && required.is_subset(&keys), "the example of {}", kind.name);
    }
}

#[test]
fn error_and_close_codes_are_those_of_the_code() {
    let codes = ErrorCode::ALL.iter().map(code_name);
    assert_eq!(codes.collect::<Vec<_>>(), CODES, "in the order of the list");
    let document = document("https://chat.example.org");
    let error = &document["components"]["messages"]["said.error"];
    assert_eq!(error["payload"]["properties"]["code"]["enum"], json!(CODES));
    let closes = document["x-close-codes"].as_array().unwrap();
    assert_eq!(closes.len(), Farewell::TABLE.len());
    let ended = json!({ "code": 4501, "reason": "the session was ended", "comeBack": false });
    assert!(closes.contains(&ended), "{closes:?}");
    assert_eq!(document["servers"]["this"]["protocol"], "wss");
    assert_eq!(document["servers"]["this"]["host"], "chat.example.org");
}

#[test]
fn every_reference_leads_somewhere_and_every_field_has_a_schema() {
    fn walk(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(place)) = object.get("$ref") {
                    references.push(place.clone());
                }
                object.values().for_each(|inner| walk(inner, references));
            }
            Value::Array(list) => list.iter().for_each(|inner| walk(inner, references)),
            _ => {}
        }
    }
    let document = document("http://127.0.0.1:8080");
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(references.len() > 100);
    for place in references {
        let pointer = place.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{place}");
    }
    for (name, message) in document["components"]["messages"].as_object().unwrap() {
        for (field, schema) in message["payload"]["properties"].as_object().into_iter().flatten() {
            assert!(schema.is_object(), "{field} of {name}");
        }
    }
}
