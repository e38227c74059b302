//! Proving who one is, by password or by a code.

use super::sessions::{Grant, NotOpened};
use super::workshop::Busy;
use super::{Accounts, Visit};
use crate::limits::{TooMany, Whom, network};
use crate::store::{Account, CodePurpose, CodeUse, StoreError};
use crate::values::{Address, LoginKind, LoginName, Password, SecretText, Uid};

/// Edges that must not tell strangers from wrong passwords say one thing for the first two.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    #[error("no account has that name")]
    NoSuchAccount,
    #[error("the password is wrong")]
    WrongPassword,
    /// Told only to who knows the password.
    #[error("the account is disabled")]
    Disabled,
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeLoginError {
    /// Wrong, or for an address that nobody here has proven to be theirs.
    #[error("the code is wrong")]
    WrongCode,
    /// None was sent, or it has expired or been used.
    #[error("there is no code, or no longer")]
    NoCode,
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Which account somebody means who signs in.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// By any login name of the account.
    By(&'a str),
    /// By its username; who has none, by an address.
    ByUsername(&'a str),
    /// By its login name of that kind.
    As(LoginKind, &'a str),
    Uid(Uid),
    /// By any of its login names, or by its uid where nobody is called that.
    ByNameOrUid(&'a str),
}

impl Accounts {
    /// Signs in by any login name and password.
    ///
    /// A stranger's name costs as much time as a wrong password: it is checked against a decoy
    /// hash, so that a stopwatch cannot list our accounts.
    pub async fn login(
        &self,
        name: &str,
        password: &Password,
        visit: &Visit,
    ) -> Result<Grant, LoginError> {
        self.login_to(Named::By(name), password, visit).await
    }

    /// As [`Accounts::login`], for contracts that take other names.
    pub async fn login_to(
        &self,
        named: Named<'_>,
        password: &Password,
        visit: &Visit,
    ) -> Result<Grant, LoginError> {
        let answer = self.sign_in(named, password, visit).await;
        self.house.counts.login("password", answer.as_ref().map_err(LoginError::word));
        answer
    }

    async fn sign_in(
        &self,
        named: Named<'_>,
        password: &Password,
        visit: &Visit,
    ) -> Result<Grant, LoginError> {
        self.house.limits.login_from(visit.origin.address)?;
        let names = named.names();
        let may_be_meant = |account: &Account| named.allows(account, &names);
        let found = match (self.account_meant(&names, may_be_meant).await?, named.uid()) {
            (None, Some(uid)) => self.house.store.account(uid).await?,
            (found, _) => found,
        };
        let nobody = names.first().map_or_else(String::new, LoginName::key);
        let whom = found.as_ref().ok_or(nobody.as_str());
        if !self.guess_is_right::<LoginError>(whom, password, visit).await? {
            return Err(found.map_or(LoginError::NoSuchAccount, |_| LoginError::WrongPassword));
        }
        let account = found.filter(|account| account.active).ok_or(LoginError::Disabled)?;
        let grant = self.open(&account, None, visit).await.map_err(|error| match error {
            // The password was changed between our look and the store's.
            NotOpened::NotProven | NotOpened::WrongCode | NotOpened::NoCode => {
                LoginError::WrongPassword
            }
            NotOpened::Unavailable(error) => error.into(),
        })?;
        self.renew_hash(&account, password).await;
        Ok(grant)
    }

    /// Signs in by a code that was sent to a proven address of the account.
    pub async fn login_by_code(
        &self,
        address: &Address,
        code: &SecretText,
        visit: &Visit,
    ) -> Result<Grant, CodeLoginError> {
        let answer = self.sign_in_by_code(address, code, visit).await;
        self.house.counts.login("code", answer.as_ref().map_err(CodeLoginError::word));
        answer
    }

    async fn sign_in_by_code(
        &self,
        address: &Address,
        code: &SecretText,
        visit: &Visit,
    ) -> Result<Grant, CodeLoginError> {
        self.house.limits.login_from(visit.origin.address)?;
        let proof = self.proof(CodePurpose::Login, address, code);
        let Some(account) = self.owner_of(address).await? else {
            return Err(match self.spend_code(proof).await? {
                CodeUse::Used | CodeUse::Wrong { .. } => CodeLoginError::WrongCode,
                CodeUse::Gone => CodeLoginError::NoCode,
            });
        };
        self.open(&account, Some(proof), visit).await.map_err(|error| match error {
            NotOpened::NotProven | NotOpened::WrongCode => CodeLoginError::WrongCode,
            NotOpened::NoCode => CodeLoginError::NoCode,
            NotOpened::Unavailable(error) => error.into(),
        })
    }

    /// Whose name is it? A proven address comes first, then a username, and an address that was
    /// only claimed last: nobody can step before another by claiming what he is called.
    pub(super) async fn account_called(
        &self,
        names: &[LoginName],
    ) -> Result<Option<Account>, StoreError> {
        self.account_meant(names, |_| true).await
    }

    /// The same among those whom the one who asks may mean.
    async fn account_meant(
        &self,
        names: &[LoginName],
        may_be_meant: impl Fn(&Account) -> bool,
    ) -> Result<Option<Account>, StoreError> {
        let mut claimed = None;
        for name in names {
            let found = self.house.store.account_by_name(name).await?;
            let Some(account) = found.filter(&may_be_meant) else { continue };
            if account.has_proven(name) || matches!(name, LoginName::Username(_)) {
                return Ok(Some(account));
            }
            claimed = claimed.or(Some(account));
        }
        Ok(claimed)
    }

    /// Whether it is the account's password, asked of somebody who shows a session already.
    pub(super) async fn knows_password<E>(
        &self,
        account: &Account,
        password: &Password,
        visit: &Visit,
    ) -> Result<bool, E>
    where
        E: From<TooMany> + From<Busy> + From<StoreError>,
    {
        self.guess_is_right(Ok(account), password, visit).await
    }

    /// Whether it is the password of `whom`: an account, or (`Err`) a name that nobody has, whose
    /// password is never right and takes as long.
    async fn guess_is_right<E>(
        &self,
        whom: Result<&Account, &str>,
        password: &Password,
        visit: &Visit,
    ) -> Result<bool, E>
    where
        E: From<TooMany> + From<Busy> + From<StoreError>,
    {
        let account = whom.ok();
        let known = self.is_known(account, visit).await?;
        let target = whom.map_or_else(Whom::Nobody, |account| Whom::Account(account.uid));
        let guess = self.house.limits.guess(target, visit.origin.address, known)?;
        let hash = account.and_then(|account| account.password_hash.as_deref());
        match self.house.passwords.verify(hash, password).await {
            Ok(true) => guess.was_right(),
            // A guess that is dropped stays counted.
            Ok(false) => return Ok(false),
            Err(busy) => {
                guess.was_not_judged();
                return Err(busy.into());
            }
        }
        Ok(true)
    }

    /// Is somebody signed in to the account from this address? What strangers try elsewhere is not
    /// held against him.
    async fn is_known(&self, account: Option<&Account>, visit: &Visit) -> Result<bool, StoreError> {
        let Some(account) = account else { return Ok(false) };
        let sessions = self.house.store.sessions(account.uid, self.now()).await?;
        let here = network(visit.origin.address);
        Ok(sessions.iter().any(|session| network(session.origin.address) == here))
    }

    /// Hashes the password anew if the deployment has changed the cost of a hash. That it could not
    /// be done now is no reason to refuse a login; there will be another.
    async fn renew_hash(&self, account: &Account, password: &Password) {
        let Some(old) = &account.password_hash else { return };
        if !self.house.passwords.is_outdated(old) {
            return;
        }
        let Ok(new) = self.house.passwords.hash(password).await else { return };
        if let Err(error) = self.house.store.rehash_password(account.uid, old, &new).await {
            tracing::warn!(%error, "a password hash could not be renewed");
        }
    }
}

impl Named<'_> {
    fn names(self) -> Vec<LoginName> {
        match self {
            Named::By(name) | Named::ByUsername(name) | Named::ByNameOrUid(name) => {
                LoginName::candidates(name)
            }
            Named::As(kind, name) => {
                let mut names = LoginName::candidates(name);
                names.retain(|name| name.kind() == kind);
                names
            }
            Named::Uid(_) => Vec::new(),
        }
    }

    fn uid(self) -> Option<Uid> {
        match self {
            Named::Uid(uid) => Some(uid),
            Named::ByNameOrUid(text) => Uid::parse(text),
            Named::By(_) | Named::ByUsername(_) | Named::As(..) => None,
        }
    }

    /// Whether an account that has one of the names may be meant by it.
    fn allows(self, account: &Account, names: &[LoginName]) -> bool {
        match (self, &account.username) {
            (Named::ByUsername(_), Some(username)) => {
                let is_it = |name: &LoginName| match name {
                    LoginName::Username(name) => name.key() == username.key(),
                    LoginName::Email(_) | LoginName::Phone(_) => false,
                };
                names.iter().any(is_it)
            }
            _ => true,
        }
    }
}
