//! Why an order was not carried out, in words for whoever gave it.

use serde::{Deserialize, Serialize};

use crate::accounts::{RegisterError, StandingError};
use crate::store::StoreError;
use crate::store::embedded::backup::BackupError;
use crate::values::{BadName, LoginKind};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{says}")]
pub struct Refusal {
    pub why: Why,
    pub says: String,
}

/// What can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Order something else.
    BadOrder,
    /// Nothing: it is forbidden, taken, not there.
    Refused,
    /// Try again.
    Unavailable,
    /// Restore a backup.
    Damaged,
}

impl Refusal {
    pub fn of(why: Why, says: impl ToString) -> Refusal {
        Refusal { why, says: says.to_string() }
    }

    pub fn bad_name(what: &str, typed: &str, error: BadName) -> Refusal {
        Refusal::of(Why::BadOrder, format!("{typed:?} cannot be {what}: {error}"))
    }

    pub fn nobody(who: &str) -> Refusal {
        Refusal::of(Why::Refused, format!("there is no account {who:?}"))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        let why = match error {
            StoreError::Unavailable(_) | StoreError::Unknown(_) => Why::Unavailable,
            StoreError::Damaged(_) => Why::Damaged,
        };
        Refusal::of(why, error)
    }
}

impl From<StandingError> for Refusal {
    fn from(error: StandingError) -> Refusal {
        match error {
            StandingError::Unavailable(error) => error.into(),
            StandingError::Busy(_) => Refusal::of(Why::Unavailable, error),
            StandingError::Weak(_) => Refusal::of(Why::BadOrder, error),
            StandingError::NoSuchAccount | StandingError::Oneself => {
                Refusal::of(Why::Refused, error)
            }
        }
    }
}

impl From<RegisterError> for Refusal {
    fn from(error: RegisterError) -> Refusal {
        match error {
            RegisterError::Unavailable(error) => error.into(),
            RegisterError::Busy(_) => Refusal::of(Why::Unavailable, error),
            RegisterError::Taken(kind) => {
                Refusal::of(Why::Refused, format!("the {} belongs to somebody already", noun(kind)))
            }
            RegisterError::NoName
            | RegisterError::PasswordNeeded
            | RegisterError::Weak(_)
            | RegisterError::BadDisplayName => Refusal::of(Why::BadOrder, error),
            // What strangers have to show; nobody asks it of the console.
            RegisterError::Closed
            | RegisterError::CaptchaNeeded
            | RegisterError::CaptchaWrong
            | RegisterError::CodeNeeded(_)
            | RegisterError::WrongCode
            | RegisterError::RoleNotOpen
            | RegisterError::OtherRequest
            | RegisterError::TooMany(_) => Refusal::of(Why::Refused, error),
        }
    }
}

impl From<BackupError> for Refusal {
    fn from(error: BackupError) -> Refusal {
        match error {
            BackupError::Store(error) => error.into(),
            BackupError::NotEmpty(_) => Refusal::of(Why::BadOrder, error),
            BackupError::Io(_) | BackupError::TooSlow => Refusal::of(Why::Unavailable, error),
        }
    }
}

fn noun(kind: LoginKind) -> &'static str {
    match kind {
        LoginKind::Username => "username",
        LoginKind::Email => "e-mail address",
        LoginKind::Phone => "phone number",
    }
}
