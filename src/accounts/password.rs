//! Changing one's password, knowing the old one.

use std::time::Duration;

use super::{Accounts, Caller, PasswordPolicy, Visit, WeakPassword, not_yet};
use crate::store::{Account, StoreError};
use crate::values::Password;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangePasswordError {
    #[error("the old password is wrong")]
    WrongPassword,
    /// Who signs in by codes sets a first password by a reset.
    #[error("the account has no password")]
    NoPassword,
    #[error("the new password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    /// It was changed elsewhere in the meantime.
    #[error("the password is another by now")]
    Stale,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Ends all other sessions and tells the owner.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: &Password,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Account, ChangePasswordError> {
        Err(not_yet().into())
    }
}
