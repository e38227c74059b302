//! What the server says, but for the entries of logs (see `entry`). Each frame is written into
//! bytes once.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::entry::{ChatShape, HitShape, MemberShape, RoomShape, Shape};
use super::framing;
use super::line;
use crate::values::{ChatId, Millis, Seq, Uid};

/// The closed list of what can go wrong without ending the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    BadJson,
    BadFrame,
    UnknownType,
    UnknownChat,
    UnknownUser,
    NotAMember,
    Forbidden,
    TooLong,
    TooFast,
    Conflict,
    Blocked,
    Unavailable,
    Internal,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    code: ErrorCode,
    message: Cow<'static, str>,
    field: Option<&'static str>,
    retry_after: Option<Duration>,
}

impl ErrorCode {
    /// Every one, for the documents and the tests.
    pub const ALL: [ErrorCode; 13] = [
        ErrorCode::BadJson,
        ErrorCode::BadFrame,
        ErrorCode::UnknownType,
        ErrorCode::UnknownChat,
        ErrorCode::UnknownUser,
        ErrorCode::NotAMember,
        ErrorCode::Forbidden,
        ErrorCode::TooLong,
        ErrorCode::TooFast,
        ErrorCode::Conflict,
        ErrorCode::Blocked,
        ErrorCode::Unavailable,
        ErrorCode::Internal,
    ];
}

impl Failure {
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Failure {
        Failure { code, message: message.into(), field: None, retry_after: None }
    }

    #[must_use]
    pub fn about(mut self, field: &'static str) -> Failure {
        self.field = Some(field);
        self
    }

    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Failure {
        self.retry_after = Some(wait);
        self
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Limits {
    /// Bytes of one frame.
    pub frame: usize,
    /// Characters of one text.
    pub text: usize,
    /// Frames a second, in the long run and at once.
    pub rate: u32,
    pub burst: u32,
}

#[derive(Clone, Debug)]
pub struct Welcome<'a> {
    pub uid: Uid,
    pub username: Option<&'a str>,
    pub session: String,
    pub time: Millis,
    pub limits: &'a Limits,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame<'a> {
    Welcome {
        protocol: u8,
        uid: Uid,
        username: Option<&'a str>,
        session: &'a str,
        time: Millis,
        limits: &'a Limits,
    },
    Ack {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        chat: ChatId,
        seq: Seq,
        at: Millis,
        #[serde(skip_serializing_if = "is_false")]
        duplicate: bool,
    },
    Ok {
        id: &'a str,
    },
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        code: ErrorCode,
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<&'static str>,
        /// Seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<f64>,
    },
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        time: Millis,
    },
    Resumed {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
    },
    History {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        chat: ChatId,
        events: &'a [Shape<'a>],
        head: Seq,
        more: bool,
    },
    Events {
        chat: ChatId,
        events: &'a [Shape<'a>],
        head: Seq,
    },
    Chats {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        chats: &'a [ChatShape<'a>],
        /// Asks for the next page, as `before`.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<&'a str>,
    },
    Members {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        chat: ChatId,
        members: &'a [MemberShape<'a>],
        more: bool,
    },
    Rooms {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        rooms: &'a [RoomShape<'a>],
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<&'a str>,
    },
    Found {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        hits: &'a [HitShape<'a>],
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<&'a str>,
    },
    Typing {
        chat: ChatId,
        uid: Uid,
        from: &'a str,
        on: bool,
    },
    Read {
        chat: ChatId,
        uid: Uid,
        upto: Seq,
    },
    Presence {
        uid: Uid,
        username: &'a str,
        online: bool,
        last_seen: Option<Millis>,
    },
    Bye {
        reason: &'static str,
        /// Seconds.
        reconnect_after: f64,
    },
    Help {
        lines: &'static [&'static str],
    },
}

fn is_false(flag: &bool) -> bool {
    !flag
}

pub fn welcome(welcome: &Welcome<'_>) -> Bytes {
    let Welcome { uid, username, ref session, time, limits } = *welcome;
    framing::json(&Frame::Welcome { protocol: 1, uid, username, session, time, limits })
}

pub fn ack(id: Option<&str>, chat: ChatId, seq: Seq, at: Millis, duplicate: bool) -> Bytes {
    framing::json(&Frame::Ack { id, chat, seq, at, duplicate })
}

pub fn ok(id: &str) -> Bytes {
    framing::json(&Frame::Ok { id })
}

pub fn error(id: Option<&str>, failure: &Failure) -> Bytes {
    let Failure { code, message, field, retry_after } = failure;
    // In tenths and rounded up: who comes back too early would only be refused again.
    let retry_after = retry_after.map(|wait| (wait.as_secs_f64() * 10.0).ceil() / 10.0);
    framing::json(&Frame::Error { id, code: *code, message, field: *field, retry_after })
}

pub fn pong(id: Option<&str>, time: Millis) -> Bytes {
    framing::json(&Frame::Pong { id, time })
}

pub fn resumed(id: Option<&str>) -> Bytes {
    framing::json(&Frame::Resumed { id })
}

pub fn history(
    id: Option<&str>,
    chat: ChatId,
    events: &[Shape<'_>],
    head: Seq,
    more: bool,
) -> Bytes {
    framing::json(&Frame::History { id, chat, events, head, more })
}

/// A piece of a log that is read after a resume.
pub fn events(chat: ChatId, events: &[Shape<'_>], head: Seq) -> Bytes {
    framing::json(&Frame::Events { chat, events, head })
}

pub fn chats(id: Option<&str>, chats: &[ChatShape<'_>], next: Option<&str>) -> Bytes {
    framing::json(&Frame::Chats { id, chats, next })
}

pub fn members(id: Option<&str>, chat: ChatId, members: &[MemberShape<'_>], more: bool) -> Bytes {
    framing::json(&Frame::Members { id, chat, members, more })
}

pub fn rooms(id: Option<&str>, rooms: &[RoomShape<'_>], next: Option<&str>) -> Bytes {
    framing::json(&Frame::Rooms { id, rooms, next })
}

pub fn found(id: Option<&str>, hits: &[HitShape<'_>], next: Option<&str>) -> Bytes {
    framing::json(&Frame::Found { id, hits, next })
}

pub fn typing(chat: ChatId, uid: Uid, from: &str, on: bool) -> Bytes {
    framing::json(&Frame::Typing { chat, uid, from, on })
}

pub fn read(chat: ChatId, uid: Uid, upto: Seq) -> Bytes {
    framing::json(&Frame::Read { chat, uid, upto })
}

pub fn presence(uid: Uid, username: &str, online: bool, last_seen: Option<Millis>) -> Bytes {
    framing::json(&Frame::Presence { uid, username, online, last_seen })
}

pub fn bye(reason: &'static str, reconnect_after: Duration) -> Bytes {
    let reconnect_after = reconnect_after.as_secs_f64();
    framing::json(&Frame::Bye { reason, reconnect_after })
}

pub fn help() -> Bytes {
    framing::json(&Frame::Help { lines: &line::HELP })
}
