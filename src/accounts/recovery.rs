//! A new password for who has lost the old one.

use super::sessions::{Grant, NotOpened};
use super::workshop::Busy;
use super::{Accounts, Deed, PasswordPolicy, Visit, WeakPassword};
use crate::courier::LetterKind;
use crate::limits::TooMany;
use crate::store::{Account, Actor, Changed, CodePurpose, CodeUse, Given, NewPassword, StoreError};
use crate::values::{Address, LoginName, Password, SecretText};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetError {
    /// Wrong, or for an address that nobody here has.
    #[error("the code is wrong")]
    WrongCode,
    /// None was sent, or it has expired or been used.
    #[error("there is no code, or no longer")]
    NoCode,
    /// Only where the account is named beside the address.
    #[error("no such account, or it has not proven the address")]
    NotTheirs,
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
    /// Sets a new password by the code that was sent to an address of the account, ends every
    /// session and tells the owner. Signs nobody in.
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
        self.exchange_password(address, code, new, policy, visit).await
    }

    /// As [`Accounts::reset_password`], for who names the account too, and signs in to it. Were the
    /// name not compared, a code to one's own phone would open anybody's account.
    pub async fn reset_password_of(
        &self,
        name: &str,
        address: &Address,
        code: &SecretText,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Grant, ResetError> {
        self.house.limits.reset_from(visit.origin.address)?;
        let called = self.account_called(&LoginName::candidates(name)).await?;
        let owner = self.owner_of(address).await?.map(|account| account.uid);
        if owner.is_none() || called.map(|account| account.uid) != owner {
            return Err(ResetError::NotTheirs);
        }
        let account = self.exchange_password(address, code, new, policy, visit).await?;
        self.open(&account, None, visit).await.map_err(|error| match error {
            NotOpened::Unavailable(error) => error.into(),
            // The password was changed once more, or the account disabled.
            NotOpened::NotProven | NotOpened::WrongCode | NotOpened::NoCode => {
                ResetError::NotTheirs
            }
        })
    }

    async fn exchange_password(
        &self,
        address: &Address,
        code: &SecretText,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Account, ResetError> {
        policy.judge(new, [address.to_string().as_str()])?;
        // No code went to an address that was only claimed, unless a contract lets it.
        let owner = self.holder_of(address).await?;
        let proof = self.proof(CodePurpose::Reset, address, code);
        // Strangers wait for a hash too, so that their addresses are not known by the quick answer.
        let hash = self.house.passwords.hash(new).await?;
        let Some(account) = owner else {
            return Err(not_good(self.spend_code(proof).await?));
        };
        if let Err(weak) = policy.compare(new, account.names()) {
            let spent = self.spend_code(proof).await?;
            return Err(if spent == CodeUse::Used { weak.into() } else { not_good(spent) });
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
            Changed::NoCode => Err(ResetError::NoCode),
            Changed::WrongCode { .. } | Changed::NoAccount | Changed::Taken(_) | Changed::Stale => {
                Err(ResetError::WrongCode)
            }
        }
    }
}

fn not_good(spent: CodeUse) -> ResetError {
    match spent {
        CodeUse::Gone => ResetError::NoCode,
        CodeUse::Used | CodeUse::Wrong { .. } => ResetError::WrongCode,
    }
}
