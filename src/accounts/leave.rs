//! Leaving.

use super::workshop::Busy;
use super::{Accounts, Caller, Deed, Visit};
use crate::courier::LetterKind;
use crate::limits::TooMany;
use crate::store::{Actor, CodePurpose, CodeUse, Deleted, Given, StoreError};
use crate::values::{Address, Password, SecretText};

/// A session alone is not enough to destroy an account.
#[derive(Clone, Debug)]
pub enum LeaveProof {
    Password(Password),
    /// A code for [`CodePurpose::Verify`], sent to a proven address of the account.
    Code(Address, SecretText),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    #[error("the password is wrong")]
    WrongPassword,
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
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
        let account = caller.account();
        match proof {
            LeaveProof::Password(password) => {
                if !self.knows_password::<LeaveError>(account, password, visit).await? {
                    return Err(LeaveError::WrongPassword);
                }
            }
            LeaveProof::Code(address, code) => {
                let proof = self.proof(CodePurpose::Verify, address, code);
                let is_own = account.has_proven(&address.login_name());
                if !is_own || self.spend_code(proof).await? != CodeUse::Used {
                    return Err(LeaveError::WrongCode);
                }
            }
        }
        let now = self.now();
        let given = Given {
            letter: self.notice(LetterKind::AccountDeleted, account, visit.language, now),
            act: Some(Deed::Deleted.by(Actor::Account(account.uid), account.uid, now, "")),
            ..Given::at(now)
        };
        let username_free_at = now + self.house.settings.username_held;
        match self.house.store.delete_account(account.uid, username_free_at, given).await? {
            Deleted::Deleted { ended } => self.announce(account.uid, &ended),
            // Somebody with the same right was quicker.
            Deleted::NoAccount => {}
        }
        Ok(())
    }
}
