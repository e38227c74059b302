//! The protocol of one connection, without its I/O: what is said goes in, what is to be done
//! comes out.

use bytes::Bytes;
use tokio::time::Instant;

use super::close::Farewell;
use super::decoder::Incoming;
use super::frame::{self, Asked, BadFrame};
use super::heart::{Beat, Flow, Heart};
use super::pace::{Pace, PaceLimits, Paced};
use super::say::{self, ErrorCode, Failure};
use super::{framing, line};
use crate::values::ChatId;

pub struct Session {
    pace: Pace,
    heart: Heart,
    /// Where a bare line goes.
    last_chat: Option<ChatId>,
}

/// What is to be done about something that the client said.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Nothing,
    /// Ask the rules, and answer.
    Ask(Asked),
    /// Read this line when its turn has come: a bare one goes to the chat that the request before
    /// it wrote to, and that may still be under way.
    Line(String),
    /// Answer at once.
    Say(Bytes),
    Close(Farewell),
}

/// What is to be done as time passes.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    Nothing(Instant),
    Say(Bytes),
    Close(Farewell),
}

impl Session {
    pub fn new(limits: PaceLimits, now: Instant, spread: f64) -> Session {
        let (pace, heart) = (Pace::new(limits, now), Heart::new(now, spread));
        Session { pace, heart, last_chat: None }
    }

    pub fn hear(&mut self, said: Incoming<'_>, now: Instant, flow: Flow) -> Deed {
        self.heart.heard(now, flow);
        if let Incoming::Close(code) = said {
            return Deed::Close(Farewell::Echo(code));
        }
        match self.pace.take(now) {
            Paced::Go => {}
            Paced::TooFast { retry_after } => {
                let failure = Failure::new(ErrorCode::TooFast, "wait a little");
                return Deed::Say(say::error(None, &failure.retry_after(retry_after)));
            }
            Paced::GiveUp => return Deed::Close(Farewell::TooFast),
        }
        match said {
            Incoming::Text(text) => self.hear_text(text),
            Incoming::Binary(_) => Deed::Close(Farewell::BinaryFrame),
            Incoming::Ping(payload) => Deed::Say(framing::pong(payload)),
            Incoming::Pong | Incoming::Close(_) => Deed::Nothing,
        }
    }

    fn hear_text(&self, text: &str) -> Deed {
        if !is_frame(text) {
            return Deed::Line(text.to_owned());
        }
        match frame::read(text) {
            Ok(asked) => Deed::Ask(asked),
            Err((id, bad)) => Deed::Say(say::error(id.as_deref(), &failure_of(bad))),
        }
    }

    /// A line whose turn has come.
    pub fn read_line(&self, line: &str) -> Result<Asked, Failure> {
        let last_chat = self.last_chat.map(|chat| chat.to_string());
        match line::read(line, last_chat.as_deref()) {
            Ok(request) => Ok(Asked { id: None, request }),
            Err(why) => Err(Failure::new(ErrorCode::BadFrame, why)),
        }
    }

    /// Something was written to a chat: bare lines go there from now on.
    pub fn wrote_to(&mut self, chat: ChatId) {
        self.last_chat = Some(chat);
    }

    pub fn tick(&mut self, now: Instant, flow: Flow) -> Due {
        match self.heart.beat(now, flow) {
            Beat::Wait(until) => Due::Nothing(until),
            Beat::Ping => Due::Say(framing::ping()),
            Beat::Dead => Due::Close(Farewell::NoPong),
        }
    }
}

/// A frame, or a line that a person typed. A byte order mark is no line's beginning: some editor
/// or library put it before JSON, and is told so by the JSON reader.
fn is_frame(text: &str) -> bool {
    text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with(['{', '\u{feff}'])
}

fn failure_of(bad: BadFrame) -> Failure {
    let code = match bad {
        BadFrame::Json(_) => ErrorCode::BadJson,
        BadFrame::UnknownType(_) => ErrorCode::UnknownType,
        BadFrame::Field { .. } => ErrorCode::BadFrame,
    };
    let failure = Failure::new(code, bad.to_string());
    match bad {
        BadFrame::Field { field, .. } => failure.about(field),
        BadFrame::Json(_) | BadFrame::UnknownType(_) => failure,
    }
}
