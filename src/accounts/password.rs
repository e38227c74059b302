//! Changing one's password, knowing the old one.

use std::time::Duration;

use super::workshop::Busy;
use super::{Accounts, Caller, Deed, PasswordPolicy, Visit, WeakPassword};
use crate::courier::LetterKind;
use crate::limits::TooMany;
use crate::store::{Account, Actor, Changed, Given, NewPassword, SessionKind, StoreError};
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
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// For so long after a login its session alone may set a new password, where a contract does not
/// ask for the old one.
const JUST_NOW: Duration = Duration::from_secs(10 * 60);

/// A caller who has shown just now that he knows his password. Only [`Accounts::reassure`] and
/// [`Accounts::has_just_signed_in`] make one.
pub struct Reassured<'a>(&'a Caller);

/// Which sessions a new password ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// All but that of the caller. A key is shown by all devices of the account, so it ends.
    Others,
    All,
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
        let account = caller.account();
        if account.password_hash.is_none() {
            return Err(ChangePasswordError::NoPassword);
        }
        policy.judge(new, account.names())?;
        let reassured = self.reassure(caller, old, visit).await?;
        self.replace_password(reassured, new, policy, Ends::Others, visit).await
    }

    /// Whether the caller knows his password. For contracts that say so before they have looked at
    /// the new one.
    pub async fn reassure<'a>(
        &self,
        caller: &'a Caller,
        old: &Password,
        visit: &Visit,
    ) -> Result<Reassured<'a>, ChangePasswordError> {
        match self.knows_password::<ChangePasswordError>(caller.account(), old, visit).await? {
            true => Ok(Reassured(caller)),
            false => Err(ChangePasswordError::WrongPassword),
        }
    }

    /// For contracts whose profile form has a field for the password and none for the old one. A
    /// token that somebody came by later makes him nobody's owner.
    pub fn has_just_signed_in<'a>(&self, caller: &'a Caller) -> Option<Reassured<'a>> {
        let age = self.now().since(caller.session().created_at);
        (age <= JUST_NOW).then_some(Reassured(caller))
    }

    pub async fn replace_password(
        &self,
        Reassured(caller): Reassured<'_>,
        new: &Password,
        policy: &PasswordPolicy,
        ends: Ends,
        visit: &Visit,
    ) -> Result<Account, ChangePasswordError> {
        let account = caller.account();
        policy.judge(new, account.names())?;
        let hash = self.house.passwords.hash(new).await?;

        let now = self.now();
        let given = Given {
            letter: self.notice(LetterKind::PasswordChanged, account, visit.language, now),
            act: Some(Deed::PasswordChanged.by(Actor::Account(account.uid), account.uid, now, "")),
            ..Given::at(now)
        };
        let session = caller.session();
        let is_kept = ends == Ends::Others && session.kind != SessionKind::Key;
        let (if_epoch, keep) = (Some(account.password_epoch), is_kept.then_some(session.id));
        let new = NewPassword { hash, if_epoch, keep };
        match self.house.store.replace_password(account.uid, new, given).await? {
            Changed::Changed { account, ended } => {
                self.announce(account.uid, &ended);
                Ok(account)
            }
            Changed::Stale
            | Changed::NoAccount
            | Changed::Taken(_)
            | Changed::WrongCode { .. }
            | Changed::NoCode => Err(ChangePasswordError::Stale),
        }
    }
}
