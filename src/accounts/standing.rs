//! What an admin may do with the accounts of others. Holding an [`Admin`] is the permission.

use std::time::Duration;

use super::{Accounts, Caller, NewPerson, Page, PasswordPolicy, WeakPassword, not_yet};
use crate::accounts::register::RegisterError;
use crate::store::{Account, Act, Letter, Role, StoreError};
use crate::values::{LoginName, MailId, Password, Uid};

/// Made only from a caller who is an active admin, or at the machine's own command line.
pub struct Admin {
    accounts: Accounts,
    actor: crate::store::Actor,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    #[error("there is no such account")]
    NoSuchAccount,
    /// An admin who locks himself out may be the last one.
    #[error("that is oneself")]
    Oneself,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error("too much to do")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Admin {
    pub fn by(accounts: &Accounts, caller: &Caller) -> Option<Admin> {
        None
    }

    /// Whoever can start a program on the machine, with the rights to its data, needs no login.
    pub fn console(accounts: &Accounts) -> Admin {
        Admin { accounts: accounts.clone(), actor: crate::store::Actor::Console }
    }

    /// A new account of any role, with reserved names allowed and nothing to prove.
    pub async fn create(
        &self,
        person: NewPerson,
        role: Role,
        policy: &PasswordPolicy,
    ) -> Result<Account, RegisterError> {
        Err(not_yet().into())
    }

    /// All accounts in order of uid.
    pub async fn accounts(
        &self,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<Account, Uid>, StoreError> {
        Err(not_yet())
    }

    pub async fn account(&self, uid: Uid) -> Result<Option<Account>, StoreError> {
        Err(not_yet())
    }

    pub async fn account_by_name(&self, name: &LoginName) -> Result<Option<Account>, StoreError> {
        Err(not_yet())
    }

    /// Disabling ends every session.
    pub async fn set_active(&self, uid: Uid, active: bool) -> Result<Account, StandingError> {
        Err(not_yet().into())
    }

    /// Ends every session, so that no open socket keeps the old role.
    pub async fn set_role(&self, uid: Uid, role: Role) -> Result<Account, StandingError> {
        Err(not_yet().into())
    }

    /// Says how many there were.
    pub async fn end_sessions(&self, uid: Uid) -> Result<usize, StandingError> {
        Err(not_yet().into())
    }

    /// Sets a password, ends every session and tells the owner.
    pub async fn set_password(
        &self,
        uid: Uid,
        new: &Password,
        policy: &PasswordPolicy,
    ) -> Result<Account, StandingError> {
        Err(not_yet().into())
    }

    /// The audit log, the newest first, each line with its number.
    pub async fn acts(
        &self,
        about: Option<Uid>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<(u64, Act), u64>, StoreError> {
        Err(not_yet())
    }

    /// The outbox, the newest first; what the letters say stays sealed.
    pub async fn letters(
        &self,
        before: Option<MailId>,
        limit: usize,
    ) -> Result<Page<Letter, MailId>, StoreError> {
        Err(not_yet())
    }
}
