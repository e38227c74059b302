//! Everything that is held on a person.

use serde::Serialize;

use super::{Accounts, Caller, PublicProfile, not_yet};
use crate::store::{Act, StoreError};
use crate::values::{Millis, Origin, SessionId, Uid};

/// What is held, in plain words. The picture itself is at its own address; the password is held
/// only as a hash, of which nothing is told but that it is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Export {
    pub profile: PublicProfile,
    pub email: Option<HeldAddress>,
    pub phone: Option<HeldAddress>,
    pub has_password: bool,
    pub active: bool,
    pub last_login_at: Option<Millis>,
    pub sessions: Vec<HeldSession>,
    pub follows: Vec<Uid>,
    pub followed_by: Vec<Uid>,
    pub blocks: Vec<Uid>,
    /// What the audit log tells of the account, the newest first.
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldAddress {
    pub address: String,
    pub verified_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldSession {
    pub id: SessionId,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub expires_at: Millis,
    pub origin: Origin,
}

impl Accounts {
    pub async fn export(&self, caller: &Caller) -> Result<Export, StoreError> {
        Err(not_yet())
    }
}
