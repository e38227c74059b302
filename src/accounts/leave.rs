//! Leaving.

use std::time::Duration;

use super::{Accounts, Caller, Visit, not_yet};
use crate::store::StoreError;
use crate::values::{Address, Password, SecretText};

/// A session alone is not enough to destroy an account.
#[derive(Clone, Debug)]
pub enum LeaveProof {
    Password(Password),
    /// A code for `CodePurpose::Verify`, sent to a proven address of the account.
    Code(Address, SecretText),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    #[error("the password is wrong")]
    WrongPassword,
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Forgets the account. Its username stays taken for a while.
    pub async fn leave(
        &self,
        caller: &Caller,
        proof: &LeaveProof,
        visit: &Visit,
    ) -> Result<(), LeaveError> {
        Err(not_yet().into())
    }
}
