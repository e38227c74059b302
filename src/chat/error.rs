//! Why something was not done. The edges turn a [`Code`] into their words.

use crate::store::StoreError;
use crate::store::chats::Refusal;

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the {field} has no visible character")]
    Empty { field: &'static str },
    #[error("the {field} is longer than {max} characters")]
    TooLong { field: &'static str, max: usize },
    #[error("the {field} has a character that is not allowed")]
    BadCharacter { field: &'static str },
    #[error("at most {max} at once")]
    TooManyAtOnce { field: &'static str, max: usize },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Why nothing is shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("there is nothing in it to search for")]
    NothingToFind,
    #[error("at most {max} at once")]
    TooManyAtOnce { field: &'static str, max: usize },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// The closed list of what a client is told when a request about chats fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// With the field that cannot be so.
    BadFrame(&'static str),
    UnknownChat,
    UnknownUser,
    NotAMember,
    Forbidden,
    TooLong,
    Conflict,
    Blocked,
    /// Repeat with the same id.
    Unavailable,
    Internal,
}

impl Code {
    pub fn of_refusal(refusal: Refusal) -> Code {
        match refusal {
            Refusal::UnknownChat => Code::UnknownChat,
            Refusal::UnknownUser => Code::UnknownUser,
            Refusal::UnknownMessage => Code::BadFrame("target"),
            Refusal::UnknownUpload => Code::BadFrame("attachments"),
            Refusal::NotAMember => Code::NotAMember,
            Refusal::Conflict | Refusal::SlugTaken => Code::Conflict,
            Refusal::Blocked => Code::Blocked,
            Refusal::BeyondHead { .. } => Code::BadFrame("seq"),
            Refusal::RoomsOnly => Code::BadFrame("chat"),
            Refusal::Forbidden
            | Refusal::Banned
            | Refusal::Closed
            | Refusal::LastOwner
            | Refusal::TooMany(_) => Code::Forbidden,
        }
    }

    fn of_failure(failure: &StoreError) -> Code {
        match failure {
            StoreError::Unavailable(_) | StoreError::Unknown(_) => Code::Unavailable,
            StoreError::Damaged(_) => Code::Internal,
        }
    }
}

impl WriteError {
    pub fn code(&self) -> Code {
        match self {
            WriteError::Refused(refusal) => Code::of_refusal(*refusal),
            WriteError::TooLong { .. } => Code::TooLong,
            WriteError::Empty { field }
            | WriteError::BadCharacter { field }
            | WriteError::TooManyAtOnce { field, .. } => Code::BadFrame(field),
            WriteError::Unavailable(failure) => Code::of_failure(failure),
        }
    }
}

impl ReadError {
    pub fn code(&self) -> Code {
        match self {
            ReadError::Refused(refusal) => Code::of_refusal(*refusal),
            ReadError::NothingToFind => Code::BadFrame("text"),
            ReadError::TooManyAtOnce { field, .. } => Code::BadFrame(field),
            ReadError::Unavailable(failure) => Code::of_failure(failure),
        }
    }
}
