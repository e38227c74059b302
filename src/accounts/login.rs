//! Proving who one is, by password or by a code.

use std::time::Duration;

use super::{Accounts, Visit, not_yet};
use crate::accounts::sessions::Grant;
use crate::store::StoreError;
use crate::values::{Address, Password, SecretText};

/// Edges that must not tell strangers from wrong passwords say one thing for the first two.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    #[error("no account has that name")]
    NoSuchAccount,
    #[error("the password is wrong")]
    WrongPassword,
    /// Told only to who knows the password.
    #[error("the account is disabled")]
    Disabled,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeLoginError {
    /// Wrong, expired, used, or for an address that nobody here has proven to be theirs.
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Signs in by any login name and password.
    ///
    /// A stranger's name costs as much time as a wrong password: it is checked against a decoy
    /// hash, so that a stopwatch cannot list our accounts.
    pub async fn login(
        &self,
        name: &str,
        password: &Password,
        visit: &Visit,
    ) -> Result<Grant, LoginError> {
        Err(not_yet().into())
    }

    /// Signs in by a code that was sent to a proven address of the account.
    pub async fn login_by_code(
        &self,
        address: &Address,
        code: &SecretText,
        visit: &Visit,
    ) -> Result<Grant, CodeLoginError> {
        Err(not_yet().into())
    }
}
