//! What a letter can say.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::store::CodePurpose;
use crate::values::SecretText;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    Code {
        purpose: CodePurpose,
        #[serde(with = "revealed")]
        code: SecretText,
        /// From when the letter was written.
        lives: Duration,
    },
    /// To set a new password.
    ResetLink(Link),
    /// To prove that a new address is its owner's.
    ConfirmLink(Link),
    /// Somebody tried to register with an address that has an account: its owner is told, the
    /// one who tried is not.
    AccountExists,
    /// The owner changed it, knowing the old one.
    PasswordChanged,
    /// Somebody set a new one with a code.
    PasswordReset,
    /// To the address that was the account's until now.
    EmailChanged,
    /// To the number that was the account's until now.
    PhoneChanged,
    AccountDeleted,
}

impl LetterKind {
    /// For metrics and the admin's list: says nothing about whom or what code.
    pub fn name(&self) -> &'static str {
        match self {
            LetterKind::Code { purpose: CodePurpose::Register, .. } => "register_code",
            LetterKind::Code { purpose: CodePurpose::Login, .. } => "login_code",
            LetterKind::Code { purpose: CodePurpose::Reset, .. } => "reset_code",
            LetterKind::Code { purpose: CodePurpose::Verify, .. } => "verify_code",
            LetterKind::ResetLink(_) => "reset_link",
            LetterKind::ConfirmLink(_) => "confirm_link",
            LetterKind::AccountExists => "account_exists",
            LetterKind::PasswordChanged => "password_changed",
            LetterKind::PasswordReset => "password_reset",
            LetterKind::EmailChanged => "email_changed",
            LetterKind::PhoneChanged => "phone_changed",
            LetterKind::AccountDeleted => "account_deleted",
        }
    }

    /// What the inbox calls it: a code by what it is for, any other letter by its name.
    pub fn purpose(&self) -> &'static str {
        match self {
            LetterKind::Code { purpose: CodePurpose::Register, .. } => "register",
            LetterKind::Code { purpose: CodePurpose::Login, .. } => "login",
            LetterKind::Code { purpose: CodePurpose::Reset, .. } => "reset",
            LetterKind::Code { purpose: CodePurpose::Verify, .. } => "verify",
            other => other.name(),
        }
    }

    pub fn code(&self) -> Option<&SecretText> {
        match self {
            LetterKind::Code { code, .. } => Some(code),
            LetterKind::ResetLink(link) | LetterKind::ConfirmLink(link) => Some(&link.said),
            _ => None,
        }
    }
}

/// What a link says, and the page that takes it, where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    #[serde(with = "revealed")]
    said: SecretText,
    /// With `{link}` in the place of what the link says.
    page: Option<String>,
}

impl Link {
    /// `said` may stand in an address as it is.
    pub fn new(said: String, page: Option<String>) -> Link {
        Link { said: SecretText::new(said), page }
    }

    pub fn said(&self) -> &SecretText {
        &self.said
    }

    pub fn page(&self) -> Option<String> {
        self.page.as_ref().map(|page| page.replace("{link}", self.said.reveal()))
    }
}

/// A code in clear, for what is sealed next and nowhere else.
mod revealed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::values::SecretText;

    pub fn serialize<S: Serializer>(code: &SecretText, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.reveal())
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<SecretText, D::Error> {
        String::deserialize(from).map(SecretText::new)
    }
}
