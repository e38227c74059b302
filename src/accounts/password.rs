//! Changing one's password, knowing the old one.

use super::workshop::Busy;
use super::{Accounts, Caller, Deed, PasswordPolicy, Visit, WeakPassword};
use crate::courier::LetterKind;
use crate::limits::TooMany;
use crate::store::{Account, Actor, Changed, Given, NewPassword, StoreError};
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
        if !self.knows_password::<ChangePasswordError>(account, old, visit).await? {
            return Err(ChangePasswordError::WrongPassword);
        }
        let hash = self.house.passwords.hash(new).await?;

        let now = self.now();
        let given = Given {
            letter: self.notice(LetterKind::PasswordChanged, account, visit.language, now),
            act: Some(Deed::PasswordChanged.by(Actor::Account(account.uid), account.uid, now, "")),
            ..Given::at(now)
        };
        let (if_epoch, keep) = (Some(account.password_epoch), Some(caller.session().id));
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
