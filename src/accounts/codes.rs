//! Codes that prove an address.

use std::time::Duration;

use super::{Accounts, Visit, not_yet};
use crate::store::{CodePurpose, StoreError};
use crate::values::Address;

/// What a contract's codes are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePolicy {
    pub digits: u8,
    pub lives: Duration,
    /// Wrong tries that kill it.
    pub tries: u8,
    pub knocking: Knocking,
}

/// What somebody learns who asks for a code for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knocking {
    /// Nothing: the answer is alike whether or not the address has an account.
    Uniform,
    /// That a registration finds the address taken, or a login or reset finds no account.
    Telling,
}

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSent {
    pub lives: Duration,
    /// When the next may be asked for.
    pub again_after: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("no text messages are sent to that country")]
    NotServed,
    /// Only where the policy tells.
    #[error("the address has an account")]
    Taken,
    /// Only where the policy tells.
    #[error("the address has no account")]
    NoSuchAccount,
    #[error("too many codes")]
    TooMany { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Sends a code, or (uniformly) seems to: what an address without an account gets for a login
    /// or a reset is a decoy that no code fits, with the same pace and in the same time.
    pub async fn send_code(
        &self,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
        visit: &Visit,
    ) -> Result<CodeSent, CodeError> {
        Err(not_yet().into())
    }
}
