//! What one says of oneself, and under which names one can be found.

use super::{Accounts, Caller, Visit, not_yet};
use crate::store::{Account, StoreError};
use crate::values::{Address, LoginKind, SecretText, Username};

/// `None` leaves a thing as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub username: Option<Username>,
    pub display_name: Option<String>,
    pub intro: Option<String>,
    pub address: Option<AddressChange>,
}

/// One address at a time, because one code proves one address.
#[derive(Clone, Debug)]
pub enum AddressChange {
    /// Proven by a code for `CodePurpose::Verify` that was sent there.
    Prove(Address, SecretText),
    /// For contracts that ask for no code. Such an address signs nobody in by code and recovers
    /// nothing until it is proven.
    Claim(Address),
    /// Takes the e-mail address or the phone number away.
    Remove(LoginKind),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("the display name is too long or has characters that cannot be shown")]
    BadDisplayName,
    #[error("the introduction is too long or has characters that cannot be shown")]
    BadIntro,
    #[error("the name belongs to somebody")]
    Taken(LoginKind),
    #[error("the code is wrong or no longer good")]
    WrongCode,
    /// Without it nobody could sign in any more.
    #[error("it is the last name of the account")]
    LastName,
    #[error("the account is another version by now")]
    Stale,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Longest display name and introduction, in characters.
pub const DISPLAY_NAME_MAX: usize = 64;
pub const INTRO_MAX: usize = 1_000;

impl Accounts {
    /// All of `change` or nothing; with `if_version`, only if that is still the version.
    pub async fn change_profile(
        &self,
        caller: &Caller,
        change: ProfileChange,
        if_version: Option<u64>,
        visit: &Visit,
    ) -> Result<Account, ProfileError> {
        Err(not_yet().into())
    }
}
