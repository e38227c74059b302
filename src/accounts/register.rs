//! Becoming somebody here.

use std::time::Duration;

use super::{Accounts, PasswordPolicy, Visit, WeakPassword, not_yet};
use crate::accounts::sessions::Grant;
use crate::store::{Account, StoreError};
use crate::values::{Email, LoginKind, Password, Phone, SecretText, Username};

/// Who somebody says they are. At least one of the three names must be there.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// As `Username::parse_new` lets it be chosen; a contract may allow more (`Username::parse`).
    pub username: Option<Username>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub password: Option<Password>,
    /// Proves the e-mail address if there is one, else the phone number.
    pub code: Option<SecretText>,
    pub captcha: Option<CaptchaAnswer>,
    pub display_name: String,
}

/// What somebody read in a picture.
#[derive(Clone, Debug)]
pub struct CaptchaAnswer {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    #[error("nobody new is taken in here")]
    Closed,
    #[error("a username, an e-mail address or a phone number is needed")]
    NoName,
    #[error("a captcha is needed")]
    CaptchaNeeded,
    #[error("the captcha is wrong or no longer there")]
    CaptchaWrong,
    #[error("a code is needed to prove the address")]
    CodeNeeded(LoginKind),
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("a password is needed")]
    PasswordNeeded,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error("the display name is too long or has characters that cannot be shown")]
    BadDisplayName,
    #[error("the name belongs to somebody")]
    Taken(LoginKind),
    #[error("this idempotency key was used for another request")]
    OtherRequest,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Makes an account. With an idempotency `key`, a repeat of the same request makes none but
    /// answers with the first one's.
    pub async fn register(
        &self,
        person: NewPerson,
        policy: &PasswordPolicy,
        key: Option<&str>,
        visit: &Visit,
    ) -> Result<Account, RegisterError> {
        Err(not_yet().into())
    }

    /// Makes an account and signs its owner in. These are two steps: after a crash in between
    /// there is an account without a session, and a repeat with the same `key`, or a login, opens
    /// one.
    pub async fn register_and_sign_in(
        &self,
        person: NewPerson,
        policy: &PasswordPolicy,
        key: Option<&str>,
        visit: &Visit,
    ) -> Result<Grant, RegisterError> {
        Err(not_yet().into())
    }
}
