//! A new password for who has lost the old one.

use super::workshop::Busy;
use super::{Accounts, Deed, PasswordPolicy, Visit, WeakPassword};
use crate::courier::LetterKind;
use crate::limits::TooMany;
use crate::store::{Account, Actor, Changed, CodePurpose, Given, NewPassword, StoreError};
use crate::values::{Address, Password, SecretText};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetError {
    /// Wrong, expired, used, or for an address that nobody here has proven to be theirs.
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Sets a new password by the code that was sent to an address of the account, ends every session and
    /// tells the owner. Signs nobody in.
    ///
    /// A password that is refused leaves the code good, but for one case: that it is too much like
    /// a name of the account is told only to who has proven to own it, and that takes the code.
    pub async fn reset_password(
        &self,
        address: &Address,
        code: &SecretText,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Account, ResetError> {
        self.house.limits.reset_from(visit.origin.address)?;
        policy.judge(new, [address.to_string().as_str()])?;
        // No code went to an address that was only claimed, unless a contract lets it.
        let owner = self.holder_of(address).await?;
        let proof = self.proof(CodePurpose::Reset, address, code);
        // Strangers wait for a hash too, so that their addresses are not known by the quick answer.
        let hash = self.house.passwords.hash(new).await?;
        let Some(account) = owner else {
            self.spend_code(proof).await?;
            return Err(ResetError::WrongCode);
        };
        if let Err(weak) = policy.compare(new, account.names()) {
            let proven = self.spend_code(proof).await?;
            return Err(if proven { weak.into() } else { ResetError::WrongCode });
        }

        let now = self.now();
        let given = Given {
            proof: Some(proof),
            letter: self.notice(LetterKind::PasswordReset, &account, visit.language, now),
            act: Some(Deed::PasswordReset.by(
                Actor::Stranger,
                account.uid,
                now,
                visit.origin.address.to_string(),
            )),
            ..Given::at(now)
        };
        let new = NewPassword { hash, if_epoch: None, keep: None };
        match self.house.store.replace_password(account.uid, new, given).await? {
            Changed::Changed { account, ended } => {
                self.announce(account.uid, &ended);
                Ok(account)
            }
            Changed::WrongCode { .. }
            | Changed::NoCode
            | Changed::NoAccount
            | Changed::Taken(_)
            | Changed::Stale => Err(ResetError::WrongCode),
        }
    }
}
