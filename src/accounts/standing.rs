//! What an admin may do with the accounts of others. Holding an [`Admin`] is the permission.

use super::people::page_size;
use super::workshop::Busy;
use super::{
    Accounts, Caller, Deed, NewPerson, Page, PasswordPolicy, RegisterError, WeakPassword, Who,
};
use crate::courier::LetterKind;
use crate::store::{
    Account, AccountChange, Act, Actor, Census, Changed, Given, Health, Letter, NewPassword, Role,
    StoreError,
};
use crate::values::{LoginName, MailId, Millis, Password, Uid};

/// Made only from a caller who is an active admin, or at the machine's own command line.
#[derive(Clone)]
pub struct Admin {
    accounts: Accounts,
    actor: Actor,
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
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Admin {
    pub fn by(accounts: &Accounts, caller: &Caller) -> Option<Admin> {
        let account = caller.account();
        let actor = Actor::Account(account.uid);
        let may = account.active && account.role == Role::Admin;
        may.then(|| Admin { accounts: accounts.clone(), actor })
    }

    /// Whoever can start a program on the machine, with the rights to its data, needs no login.
    pub fn console(accounts: &Accounts) -> Admin {
        Admin { accounts: accounts.clone(), actor: Actor::Console }
    }

    /// A new account of any role, with reserved names allowed and nothing to prove. A password
    /// must be there: nothing else could let its owner in.
    pub async fn create(
        &self,
        person: NewPerson,
        policy: &PasswordPolicy,
    ) -> Result<Account, RegisterError> {
        if person.username.is_none() && person.email.is_none() && person.phone.is_none() {
            return Err(RegisterError::NoName);
        }
        if person.password.is_none() {
            return Err(RegisterError::PasswordNeeded);
        }
        person.is_sound(policy)?;
        let person = NewPerson { code: None, ..person };
        let detail = role_word(person.role);
        self.accounts
            .create(person, None, None, |now| {
                Deed::CreatedByAdmin.by(self.actor, None, now, detail)
            })
            .await
    }

    /// All accounts in order of uid.
    pub async fn accounts(
        &self,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<Account, Uid>, StoreError> {
        let size = page_size(limit);
        let read = self.accounts.house.store.accounts(after, size + 1).await?;
        Ok(Page::of(read, size, |account| account.uid))
    }

    pub async fn account(&self, uid: Uid) -> Result<Option<Account>, StoreError> {
        self.accounts.house.store.account(uid).await
    }

    pub async fn account_of(&self, who: &Who) -> Result<Option<Account>, StoreError> {
        self.accounts.account_of(who).await
    }

    /// By any login name, proven or not.
    pub async fn account_called(&self, typed: &str) -> Result<Option<Account>, StoreError> {
        self.accounts.account_called(&LoginName::candidates(typed)).await
    }

    /// Disabling ends every session.
    pub async fn set_active(&self, uid: Uid, active: bool) -> Result<Account, StandingError> {
        self.is_another(uid)?;
        let deed = if active { Deed::Enabled } else { Deed::Disabled };
        let change = AccountChange { active: Some(active), ..AccountChange::default() };
        self.change(uid, change, deed, "").await
    }

    /// Ends every session too, so that no open socket keeps the old role.
    pub async fn set_role(&self, uid: Uid, role: Role) -> Result<Account, StandingError> {
        self.is_another(uid)?;
        let change = AccountChange { role: Some(role), ..AccountChange::default() };
        let account = self.change(uid, change, Deed::RoleSet, role_word(role)).await?;
        let ended = self.store().end_sessions(uid, None, Given::at(self.now())).await?;
        self.accounts.announce(uid, &ended);
        Ok(account)
    }

    /// Says how many there were.
    pub async fn end_sessions(&self, uid: Uid) -> Result<usize, StandingError> {
        self.account(uid).await?.ok_or(StandingError::NoSuchAccount)?;
        let now = self.now();
        let act = Some(Deed::SessionsEndedByAdmin.by(self.actor, uid, now, ""));
        let given = Given { act, ..Given::at(now) };
        let ended = self.store().end_sessions(uid, None, given).await?;
        self.accounts.announce(uid, &ended);
        Ok(ended.len())
    }

    /// Sets a password, ends every session and tells the owner.
    pub async fn set_password(
        &self,
        uid: Uid,
        new: &Password,
        policy: &PasswordPolicy,
    ) -> Result<Account, StandingError> {
        let account = self.account(uid).await?.ok_or(StandingError::NoSuchAccount)?;
        policy.judge(new, account.names())?;
        let house = &self.accounts.house;
        let hash = house.passwords.hash(new).await?;
        let now = self.now();
        let language = house.settings.language;
        let given = Given {
            letter: self.accounts.notice(LetterKind::PasswordChanged, &account, language, now),
            act: Some(Deed::PasswordSetByAdmin.by(self.actor, uid, now, "")),
            ..Given::at(now)
        };
        let new = NewPassword { hash, if_epoch: None, keep: None };
        self.outcome(self.store().replace_password(uid, new, given).await?)
    }

    /// The audit log, the newest first, each line with its number.
    pub async fn acts(
        &self,
        about: Option<Uid>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<(u64, Act), u64>, StoreError> {
        let size = page_size(limit);
        let read = self.store().acts(about, before, size + 1).await?;
        Ok(Page::of(read, size, |(number, _)| *number))
    }

    /// The outbox, the newest first; what the letters say stays sealed.
    pub async fn letters(
        &self,
        before: Option<MailId>,
        limit: usize,
    ) -> Result<Page<Letter, MailId>, StoreError> {
        let size = page_size(limit);
        let read = self.store().letters(before, size + 1).await?;
        Ok(Page::of(read, size, |letter| letter.id))
    }

    /// How much there is of everything, and how the store is.
    pub async fn numbers(&self) -> Result<(Census, Health), StoreError> {
        Ok((self.store().census(self.now()).await?, self.store().health().await))
    }

    async fn change(
        &self,
        uid: Uid,
        change: AccountChange,
        deed: Deed,
        detail: &str,
    ) -> Result<Account, StandingError> {
        let now = self.now();
        let given = Given { act: Some(deed.by(self.actor, uid, now, detail)), ..Given::at(now) };
        self.outcome(self.store().change_account(uid, change, None, given).await?)
    }

    fn outcome(&self, changed: Changed) -> Result<Account, StandingError> {
        match changed {
            Changed::Changed { account, ended } => {
                self.accounts.announce(account.uid, &ended);
                Ok(account)
            }
            Changed::NoAccount
            | Changed::Taken(_)
            | Changed::Stale
            | Changed::WrongCode { .. }
            | Changed::NoCode => Err(StandingError::NoSuchAccount),
        }
    }

    fn is_another(&self, uid: Uid) -> Result<(), StandingError> {
        if self.actor == Actor::Account(uid) { Err(StandingError::Oneself) } else { Ok(()) }
    }

    fn store(&self) -> &dyn crate::store::Store {
        &*self.accounts.house.store
    }

    fn now(&self) -> Millis {
        self.accounts.now()
    }
}

/// As it is written in records and on the wire.
fn role_word(role: Role) -> &'static str {
    match role {
        Role::NormalUser => "normal_user",
        Role::VipUser => "vip_user",
        Role::Creator => "creator",
        Role::Admin => "admin",
    }
}
