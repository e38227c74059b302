//! A new password for who has lost the old one.

use std::time::Duration;

use super::{Accounts, PasswordPolicy, Visit, WeakPassword, not_yet};
use crate::store::{Account, StoreError};
use crate::values::{Address, Password, SecretText};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetError {
    /// Wrong, expired, used, or for an address that nobody here has proven to be theirs.
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Sets a new password by the code that was sent to a proven address, ends every session and
    /// tells the owner. A password that is refused leaves the code good.
    pub async fn reset_password(
        &self,
        address: &Address,
        code: &SecretText,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Account, ResetError> {
        Err(not_yet().into())
    }
}
