//! The refusals of the chat's rules in the words of `/v1`.

use crate::chat::{ReadError, WriteError};
use crate::http::problem::{Code, FieldCode, Problem};
use crate::store::chats::Refusal;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let code = match refusal {
            Refusal::UnknownChat => Code::UnknownChat,
            Refusal::UnknownUser => Code::UnknownUser,
            Refusal::UnknownMessage => Code::UnknownMessage,
            Refusal::NotAMember => Code::NotAMember,
            Refusal::Blocked => Code::Blocked,
            Refusal::RoomsOnly => Code::Conflict,
            Refusal::Conflict => Code::IdempotencyMismatch,
            Refusal::Forbidden
            | Refusal::Banned
            | Refusal::Closed
            | Refusal::LastOwner
            | Refusal::TooMany(_) => Code::Forbidden,
            Refusal::SlugTaken => {
                let message = "another room has it";
                return Problem::new(Code::Taken).and_field("slug", FieldCode::Taken, message);
            }
            Refusal::UnknownUpload => {
                return Problem::field("attachments", FieldCode::Invalid, refusal.to_string());
            }
            Refusal::BeyondHead { .. } => {
                return Problem::field("seq", FieldCode::OutOfRange, refusal.to_string());
            }
        };
        Problem::new(code).detail(refusal.to_string())
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Problem {
        let (field, code) = match error {
            WriteError::Refused(refusal) => return refusal.into(),
            WriteError::Unavailable(error) => return error.into(),
            WriteError::Empty { field } => (field, FieldCode::Required),
            WriteError::TooLong { field, .. } | WriteError::TooManyAtOnce { field, .. } => {
                (field, FieldCode::TooLong)
            }
            WriteError::BadCharacter { field } => (field, FieldCode::BadCharacter),
        };
        Problem::field(field, code, error.to_string())
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        match error {
            ReadError::Refused(refusal) => refusal.into(),
            ReadError::Unavailable(error) => error.into(),
            ReadError::NothingToFind => {
                let message = "must hold a word, and at most 200 characters";
                Problem::field("q", FieldCode::Invalid, message)
            }
            ReadError::TooManyAtOnce { field, .. } => {
                Problem::field(field, FieldCode::TooLong, error.to_string())
            }
        }
    }
}
