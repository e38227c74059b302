//! Becoming somebody here.

use std::time::Duration;

use super::profile::is_showable;
use super::sessions::{Grant, NotOpened};
use super::settings::Registration;
use super::workshop::Busy;
use super::{Accounts, CaptchaAnswer, DISPLAY_NAME_MAX, Deed, PasswordPolicy, Visit, WeakPassword};
use crate::limits::TooMany;
use crate::store::{
    Account, Actor, CodePurpose, Created, Given, Letter, NewAccount, Once, OwnedEmail, OwnedPhone,
    Profile, Proof, Role, StoreError,
};
use crate::values::{
    Address, Email, LoginKind, LoginName, Millis, Password, Phone, SecretText, Username,
};

/// Who somebody says they are. At least one of the three names must be there.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// As `Username::parse_new` lets it be chosen; a contract may allow more (`Username::parse`).
    pub username: Option<Username>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub password: Option<Password>,
    /// Proves the e-mail address if there is one, else the phone number.
    pub code: Option<SecretText>,
    pub captcha: Option<CaptchaAnswer>,
    pub display_name: String,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    #[error("nobody new is taken in here")]
    Closed,
    #[error("a username, an e-mail address or a phone number is needed")]
    NoName,
    #[error("a captcha is needed")]
    CaptchaNeeded,
    #[error("the captcha is wrong or no longer there")]
    CaptchaWrong,
    #[error("a code is needed to prove the address")]
    CodeNeeded(LoginKind),
    #[error("the code is wrong or no longer good")]
    WrongCode,
    #[error("a password is needed")]
    PasswordNeeded,
    #[error("the password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    #[error("the display name is too long or has characters that cannot be shown")]
    BadDisplayName,
    #[error("nobody can give himself that role")]
    RoleNotOpen,
    #[error("the name belongs to somebody, or to nobody ever")]
    Taken(LoginKind),
    #[error("this idempotency key was used for another request")]
    OtherRequest,
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// How long a repeat of a registration is known as one.
const REPEATS_KNOWN: Duration = Duration::from_secs(24 * 60 * 60);

impl Accounts {
    /// Makes an account. With an idempotency `key`, a repeat of the same request makes none but
    /// answers with the first one's.
    pub async fn register(
        &self,
        person: NewPerson,
        demands: &Registration,
        policy: &PasswordPolicy,
        key: Option<&str>,
        visit: &Visit,
    ) -> Result<Account, RegisterError> {
        let answer = self.take_in(person, demands, policy, key, visit).await;
        self.house.counts.registration(answer.as_ref().err());
        answer
    }

    async fn take_in(
        &self,
        person: NewPerson,
        demands: &Registration,
        policy: &PasswordPolicy,
        key: Option<&str>,
        visit: &Visit,
    ) -> Result<Account, RegisterError> {
        if !demands.open {
            return Err(RegisterError::Closed);
        }
        self.house.limits.registration_from(visit.origin.address)?;
        self.check_captcha(&person, demands)?;
        person.meets(demands)?;
        person.is_sound(policy)?;
        if person.username.as_ref().is_some_and(|name| self.house.reserved.contains(name)) {
            return Err(RegisterError::Taken(LoginKind::Username));
        }
        let act = |now| Deed::Registered.by(Actor::Stranger, None, now, "");
        let letter = self.confirmation(person.email.as_ref(), demands, visit);
        self.create(person, key, letter, act).await
    }

    /// Which of these names nobody new can have, for contracts that tell of all at once. Whoever is
    /// told so has tried to register; that is counted where it is told.
    pub async fn taken_among(&self, names: &[LoginName]) -> Result<Vec<LoginKind>, StoreError> {
        let mut taken = Vec::new();
        for name in names {
            let reserved = match name {
                LoginName::Username(username) => self.house.reserved.contains(username),
                LoginName::Email(_) | LoginName::Phone(_) => false,
            };
            if reserved || self.house.store.account_by_name(name).await?.is_some() {
                taken.push(name.kind());
            }
        }
        Ok(taken)
    }

    /// Makes an account and signs its owner in. These are two steps: after a crash in between
    /// there is an account without a session, and a repeat with the same `key`, or a login, opens
    /// one.
    pub async fn register_and_sign_in(
        &self,
        person: NewPerson,
        demands: &Registration,
        policy: &PasswordPolicy,
        key: Option<&str>,
        visit: &Visit,
    ) -> Result<Grant, RegisterError> {
        let account = self.register(person, demands, policy, key, visit).await?;
        self.open(&account, None, visit).await.map_err(|error| match error {
            NotOpened::Unavailable(error) => error.into(),
            // An account this young was disabled or deleted by an admin.
            NotOpened::NotProven | NotOpened::WrongCode | NotOpened::NoCode => {
                RegisterError::Closed
            }
        })
    }

    /// Makes the account of a person about whom nothing is left to check.
    pub(super) async fn create(
        &self,
        person: NewPerson,
        key: Option<&str>,
        letter: Option<Letter>,
        act: impl FnOnce(Millis) -> crate::store::Act,
    ) -> Result<Account, RegisterError> {
        let password_hash = match &person.password {
            Some(password) => Some(self.house.passwords.hash(password).await?),
            None => None,
        };
        let now = self.now();
        let given = Given {
            proof: self.proof_of(&person),
            once: key.map(|key| self.once(key, &person)),
            letter,
            act: Some(act(now)),
            ..Given::at(now)
        };
        let password = person.password.clone();
        let new = person.into_account(password_hash, now);
        match self.house.store.create_account(new, given).await? {
            Created::Created(account) => Ok(account),
            Created::Repeated(account) => self.repeated(account, password).await,
            Created::Taken(kind) => Err(RegisterError::Taken(kind)),
            Created::WrongCode { .. } | Created::NoCode => Err(RegisterError::WrongCode),
            Created::OtherRequest => Err(RegisterError::OtherRequest),
        }
    }

    /// The request's fingerprint holds no password (it would be a quick hash of one, kept for a
    /// day), so that the same password was meant is asked of the account.
    async fn repeated(
        &self,
        account: Account,
        password: Option<Password>,
    ) -> Result<Account, RegisterError> {
        let same = match (&account.password_hash, password) {
            (Some(hash), Some(password)) => {
                self.house.passwords.verify(Some(hash), &password).await?
            }
            (None, None) => true,
            _ => false,
        };
        if same { Ok(account) } else { Err(RegisterError::OtherRequest) }
    }

    fn proof_of(&self, person: &NewPerson) -> Option<Proof> {
        let code = person.code.as_ref()?;
        let address = person.address_to_prove()?;
        Some(self.proof(CodePurpose::Register, &address, code))
    }

    fn once(&self, key: &str, person: &NewPerson) -> Once {
        let tokens = &self.house.tokens;
        let username = person.username.as_ref().map_or("", Username::shown);
        let email = person.email.as_ref().map_or("", Email::shown);
        let phone = person.phone.as_ref().map_or("", Phone::e164);
        let code = person.code.as_ref().map_or("", SecretText::reveal);
        let said = [username, email, phone, code, person.display_name.as_str()];
        Once {
            key: tokens.keyed_hash("once: register", &[key.as_bytes()]),
            fingerprint: tokens.keyed_hash("registration", &said.map(str::as_bytes)),
            kept_for: REPEATS_KNOWN,
        }
    }
}

impl NewPerson {
    /// Is there all that this deployment, or this contract, demands of who comes?
    fn meets(&self, demands: &Registration) -> Result<(), RegisterError> {
        let proven = self.code.is_some().then(|| self.address_to_prove()).flatten();
        let proven = proven.map(|address| address.login_name().kind());
        let wanting = |demanded: bool, given: bool, kind| {
            let wanting = demanded && given && proven != Some(kind);
            if wanting { Err(RegisterError::CodeNeeded(kind)) } else { Ok(()) }
        };
        if self.username.is_none() && self.email.is_none() && self.phone.is_none() {
            return Err(RegisterError::NoName);
        }
        if !demands.roles.contains(&self.role) {
            return Err(RegisterError::RoleNotOpen);
        }
        wanting(demands.email_code, self.email.is_some(), LoginKind::Email)?;
        wanting(demands.phone_code, self.phone.is_some(), LoginKind::Phone)?;
        match self.password {
            // Without a password somebody whose address is not proven could never come back.
            None if demands.password || proven.is_none() => Err(RegisterError::PasswordNeeded),
            _ => Ok(()),
        }
    }

    /// Is what was given good enough?
    pub(super) fn is_sound(&self, policy: &PasswordPolicy) -> Result<(), RegisterError> {
        if !is_showable(&self.display_name, DISPLAY_NAME_MAX, "") {
            return Err(RegisterError::BadDisplayName);
        }
        let Some(password) = &self.password else { return Ok(()) };
        let username = self.username.as_ref().map(Username::shown);
        let email = self.email.as_ref().map(Email::shown);
        let phone = self.phone.as_ref().map(Phone::e164);
        policy.judge(password, username.into_iter().chain(email).chain(phone))?;
        Ok(())
    }

    fn address_to_prove(&self) -> Option<Address> {
        let email = self.email.clone().map(Address::Email);
        email.or_else(|| self.phone.clone().map(Address::Phone))
    }

    fn into_account(self, password_hash: Option<String>, now: Millis) -> NewAccount {
        // The store creates nothing if the code is wrong, so what it was given for is proven.
        let proven_at = self.code.is_some().then_some(now);
        let phone_proven_at = proven_at.filter(|_| self.email.is_none());
        NewAccount {
            username: self.username,
            email: self.email.map(|email| OwnedEmail { email, verified_at: proven_at }),
            phone: self.phone.map(|phone| OwnedPhone { phone, verified_at: phone_proven_at }),
            password_hash,
            role: self.role,
            profile: Profile { display_name: self.display_name, ..Profile::default() },
        }
    }
}
