//! Doing what a client asks: each request goes to the rules, and what they say goes back as frames.
//! A connection does one thing at a time, so its answers come in the order it asked; only an
//! acknowledgement can come later, because it stands where its entry stands in the log.

mod marks;
mod read_on;
mod reads;
mod resume;
mod rooms;
mod writes;

pub use read_on::{ReadOn, read_on};
pub use resume::begin;

use std::sync::Arc;

use bytes::Bytes;

use super::frame::Request;
use super::say::{self, ErrorCode, Failure};
use super::seat::Seat;
use crate::chat::{Code, ReadError, WriteError};
use crate::hub::Wish;
use crate::store::StoreError;
use crate::values::{ChatId, Uid};

/// One request of one connection.
pub struct Turn {
    pub seat: Arc<Seat>,
    pub wish: Wish,
    pub id: Option<String>,
}

/// What a request changes about its connection.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Bare lines go there now.
    pub wrote_to: Option<ChatId>,
    /// These chats are read in pages, and when the last has caught up the client is told.
    pub resuming: Option<Resuming>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Resuming {
    pub id: Option<String>,
    pub chats: Vec<ChatId>,
}

impl Turn {
    /// Does it, and answers on the link; who called flushes it.
    pub async fn perform(self, request: Request) -> Done {
        let done = match request {
            Request::Send { chat, text, reply_to, attachments } => {
                self.send(&chat, text, reply_to, attachments).await
            }
            // What is rarer than a message lies beside it, not in the room that each message takes.
            Request::Edit { .. }
            | Request::Delete { .. }
            | Request::React { .. }
            | Request::Pin { .. } => Box::pin(self.write(request)).await,
            Request::Create { .. }
            | Request::Join { .. }
            | Request::Leave { .. }
            | Request::Invite { .. }
            | Request::Kick { .. }
            | Request::Ban { .. }
            | Request::Unban { .. }
            | Request::Role { .. }
            | Request::Topic { .. }
            | Request::Close { .. } => Box::pin(self.change_room(request)).await,
            Request::History { .. }
            | Request::Chats { .. }
            | Request::Members { .. }
            | Request::Rooms { .. }
            | Request::Watch { .. }
            | Request::Search { .. } => Box::pin(self.show(request)).await,
            Request::Read { .. } | Request::Typing { .. } | Request::Mute { .. } => {
                Box::pin(self.mark(request)).await
            }
            Request::Resume { since } => Box::pin(self.resume(since)).await,
            Request::Ping => {
                self.say(say::pong(self.id(), self.seat.house.clock.now()));
                Ok(Done::default())
            }
            Request::Help => {
                self.say(say::help());
                Ok(Done::default())
            }
        };
        done.unwrap_or_else(|failure| {
            self.say(say::error(self.id(), &failure));
            Done::default()
        })
    }

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn uid(&self) -> Uid {
        self.seat.uid()
    }

    fn say(&self, frame: Bytes) {
        self.seat.link.answer(frame);
    }

    /// Answers what has no answer of its own, if the client wants to know.
    fn say_ok(&self) {
        if let Some(id) = self.id() {
            self.say(say::ok(id));
        }
    }

    async fn chat(&self, name: &str) -> Result<ChatId, Failure> {
        Ok(self.seat.house.chat.find_chat(self.uid(), name).await?)
    }

    async fn user(&self, name: &str) -> Result<Uid, Failure> {
        Ok(self.seat.house.chat.find_user(name).await?)
    }

    async fn users(&self, names: &[String]) -> Result<Vec<Uid>, Failure> {
        let mut users = Vec::with_capacity(names.len());
        for name in names {
            users.push(self.user(name).await?);
        }
        Ok(users)
    }
}

/// Asks a client that cannot be answered now to come back; not before the store can have recovered.
const RETRY_AFTER: std::time::Duration = std::time::Duration::from_secs(1);

fn failure(code: Code, message: String) -> Failure {
    let (code, field) = match code {
        Code::BadFrame(field) => (ErrorCode::BadFrame, Some(field)),
        Code::UnknownChat => (ErrorCode::UnknownChat, None),
        Code::UnknownUser => (ErrorCode::UnknownUser, None),
        Code::NotAMember => (ErrorCode::NotAMember, None),
        Code::Forbidden => (ErrorCode::Forbidden, None),
        Code::TooLong => (ErrorCode::TooLong, None),
        Code::Conflict => (ErrorCode::Conflict, None),
        Code::Blocked => (ErrorCode::Blocked, None),
        Code::Unavailable => (ErrorCode::Unavailable, None),
        Code::Internal => (ErrorCode::Internal, None),
    };
    // What the store says is for the operator: it knows paths and records.
    let failure = match code {
        ErrorCode::Unavailable => {
            tracing::warn!(%message, "the store gave no answer");
            Failure::new(code, "try again with the same id").retry_after(RETRY_AFTER)
        }
        ErrorCode::Internal => {
            tracing::error!(%message, "a request failed");
            Failure::new(code, "something failed on the server")
        }
        _ => Failure::new(code, message),
    };
    match field {
        Some(field) => failure.about(field),
        None => failure,
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Failure {
        failure(error.code(), error.to_string())
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Failure {
        failure(error.code(), error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        ReadError::from(error).into()
    }
}

fn bad(field: &'static str, what: &'static str) -> Failure {
    Failure::new(ErrorCode::BadFrame, format!("{field}: {what}")).about(field)
}
