//! Links that are sent by mail, for contracts whose front ends open one instead of asking for a
//! code: to set a new password, and to prove an address.
//!
//! Nothing is kept of a link. It is signed over what makes it good (the account, its password, its
//! address), and is used up when that changes.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::workshop::Busy;
use super::{Accounts, CodeError, Deed, PasswordPolicy, Registration, Visit, WeakPassword};
use crate::courier::{LetterKind, Link};
use crate::limits::TooMany;
use crate::store::{
    Account, AccountChange, Actor, Changed, CodePurpose, Given, Letter, NewCode, NewPassword,
    OwnedEmail, SessionKind, StoreError,
};
use crate::values::{Address, Email, LoginName, Password, SessionId, Uid};

/// What a contract's links are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPolicy {
    pub lives: Duration,
    /// The page that takes it, with `{link}` in the place of what the link says; without one the
    /// letter shows just that.
    pub page: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Made up, used, or too old.
    #[error("the link is not good, or no longer")]
    BadLink,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// A link to set a new password, as somebody shows it. Only [`Accounts::read_reset_link`] makes
/// one.
pub struct ResetLink {
    account: Account,
    is_good: bool,
}

impl ResetLink {
    /// Whose link it is, if it is good. What is only claimed tells nothing of the account.
    pub fn holder(&self) -> Option<&Account> {
        self.is_good.then_some(&self.account)
    }
}

impl Accounts {
    /// Sends a link to whoever has an account with this address, and to nobody else; the answer is
    /// the same, and so is the pace.
    pub async fn send_reset_link(
        &self,
        to: &Email,
        policy: &LinkPolicy,
        visit: &Visit,
    ) -> Result<(), CodeError> {
        self.house.limits.code_from(visit.origin.address)?;
        let address = Address::Email(to.clone());
        let holder = self.holder_of(&address).await?;
        let holder = holder.filter(|account| account.password_hash.is_some());
        let now = self.now();
        let letter = holder.map(|account| {
            let uid = URL_SAFE_NO_PAD.encode(account.uid.to_string());
            let token = self.house.tokens.link(&reset_parts(&account).each(), now);
            let link = Link::new(format!("{uid}/{}", token.reveal()), policy.page.clone());
            self.house.post.letter(LetterKind::ResetLink(link), &address, visit.language, now)
        });
        // The pace of letters to one address is that of codes, and is kept with them: a code that
        // nobody knows takes the place of one that was sent before.
        let purpose = CodePurpose::Reset;
        let (hash, expires_at) = (self.house.random.bytes(), now + policy.lives);
        let decoy = NewCode { purpose, address, hash, expires_at, tries: 1 };
        let given = Given { letter, ..Given::at(now) };
        self.keep_code(decoy, self.house.settings.mail_pace, given).await
    }

    /// What somebody shows of a link; none if there is no such account.
    pub async fn read_reset_link(
        &self,
        uid: &str,
        token: &str,
        policy: &LinkPolicy,
        visit: &Visit,
    ) -> Result<Option<ResetLink>, LinkError> {
        self.house.limits.reset_from(visit.origin.address)?;
        let decoded = URL_SAFE_NO_PAD.decode(uid.trim_end_matches('=')).ok();
        let uid = decoded.and_then(|bytes| Uid::parse(std::str::from_utf8(&bytes).ok()?));
        let Some(uid) = uid else { return Ok(None) };
        let Some(account) = self.house.store.account(uid).await? else { return Ok(None) };
        let parts = reset_parts(&account);
        let good = self.house.tokens.link_is_good(token, &parts.each(), policy.lives, self.now());
        let is_good = good && account.active && account.email.is_some();
        Ok(Some(ResetLink { account, is_good }))
    }

    /// Sets a new password, ends every session and tells the owner. Whoever has the link reads the
    /// mail of its address, which is proven by it.
    pub async fn reset_by_link(
        &self,
        link: &ResetLink,
        new: &Password,
        policy: &PasswordPolicy,
        visit: &Visit,
    ) -> Result<Account, LinkError> {
        let account = link.holder().ok_or(LinkError::BadLink)?;
        policy.judge(new, account.names())?;
        let hash = self.house.passwords.hash(new).await?;
        let now = self.now();
        let from = visit.origin.address.to_string();
        let given = Given {
            letter: self.notice(LetterKind::PasswordReset, account, visit.language, now),
            act: Some(Deed::PasswordReset.by(Actor::Stranger, account.uid, now, from)),
            ..Given::at(now)
        };
        let key = self.key_of(account).await?;
        let new = NewPassword { hash, if_epoch: Some(account.password_epoch), keep: key };
        match self.house.store.replace_password(account.uid, new, given).await? {
            Changed::Changed { account, ended } => {
                self.announce(account.uid, &ended);
                self.announce(account.uid, key.as_slice());
                self.prove_email(&account).await?;
                Ok(account)
            }
            Changed::Stale
            | Changed::NoAccount
            | Changed::Taken(_)
            | Changed::WrongCode { .. }
            | Changed::NoCode => Err(LinkError::BadLink),
        }
    }

    /// The session of the account's key. It is refused from now on like all others; but contracts
    /// with such links give out the same key when its owner next signs in, and so its record is
    /// kept.
    async fn key_of(&self, account: &Account) -> Result<Option<SessionId>, StoreError> {
        let sessions = self.house.store.sessions(account.uid, self.now()).await?;
        let key = sessions.iter().find(|session| session.kind == SessionKind::Key);
        Ok(key.map(|session| session.id))
    }

    /// The letter that goes to a new address, if the contract sends one and this visitor has not
    /// caused too many.
    pub(super) fn confirmation(
        &self,
        email: Option<&Email>,
        demands: &Registration,
        visit: &Visit,
    ) -> Option<Letter> {
        let (email, policy) = (email?, demands.confirm_by_link.as_ref()?);
        self.house.limits.code_from(visit.origin.address).ok()?;
        let now = self.now();
        let token = self.house.tokens.link(&[b"confirm", email.key().as_bytes()], now);
        let said = URL_SAFE_NO_PAD.encode(email.key());
        let link = Link::new(format!("{said}:{}", token.reveal()), policy.page.clone());
        let to = Address::Email(email.clone());
        Some(self.house.post.letter(LetterKind::ConfirmLink(link), &to, visit.language, now))
    }

    /// Proves the address to which the link was sent. Shown twice it does no harm.
    pub async fn confirm_by_link(&self, said: &str, policy: &LinkPolicy) -> Result<(), LinkError> {
        let (email, token) = said.split_once(':').ok_or(LinkError::BadLink)?;
        let email = URL_SAFE_NO_PAD.decode(email).map_err(|_| LinkError::BadLink)?;
        let parts: [&[u8]; 2] = [b"confirm", &email];
        if !self.house.tokens.link_is_good(token, &parts, policy.lives, self.now()) {
            return Err(LinkError::BadLink);
        }
        let email = String::from_utf8(email).ok().and_then(|text| Email::parse_any(&text).ok());
        let name = LoginName::Email(email.ok_or(LinkError::BadLink)?);
        let found = self.house.store.account_by_name(&name).await?;
        self.prove_email(&found.ok_or(LinkError::BadLink)?).await
    }

    async fn prove_email(&self, account: &Account) -> Result<(), LinkError> {
        let Some(own) = account.email.as_ref().filter(|own| own.verified_at.is_none()) else {
            return Ok(());
        };
        let now = self.now();
        let proven = OwnedEmail { email: own.email.clone(), verified_at: Some(now) };
        let change = AccountChange { email: Some(Some(proven)), ..AccountChange::default() };
        let (version, given) = (Some(account.version), Given::at(now));
        // Whoever changed the account in the meantime may have changed this address.
        self.house.store.change_account(account.uid, change, version, given).await?;
        Ok(())
    }
}

/// What a link to set a password is signed over.
struct ResetParts {
    uid: String,
    epoch: String,
    email: String,
}

impl ResetParts {
    fn each(&self) -> [&[u8]; 4] {
        [b"reset", self.uid.as_bytes(), self.epoch.as_bytes(), self.email.as_bytes()]
    }
}

fn reset_parts(account: &Account) -> ResetParts {
    ResetParts {
        uid: account.uid.to_string(),
        epoch: account.password_epoch.to_string(),
        email: account.email.as_ref().map(|own| own.email.key()).unwrap_or_default(),
    }
}
