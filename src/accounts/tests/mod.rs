//! A house in memory: its clock is moved by hand, its hashes are cheap, and its letters are opened.

mod admin;
mod avatar;
mod captchas;
mod codes;
mod leaving;
mod links;
mod login;
mod password;
mod passwords;
mod people;
mod profile;
mod recovery;
mod register;
mod sessions;
mod tickets;
mod ties;
mod workshop;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::accounts::codes::CodeSent;
use crate::captcha::CaptchaSettings;
use crate::limits::LimitSettings;
use crate::store::embedded::EmbeddedStore;
use crate::store::{Act, CodePurpose, SessionKind};
use crate::tokens::{Secrets, TokenSettings};
use crate::values::{Address, ManualClock, Password, Phone, SecretText, SeededRandom, Username};

pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(60 * 60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Strong enough for the canonical policy.
pub const PASSWORD: &str = "lapsang souchong 1662";
pub const NEW_PASSWORD: &str = "gunpowder & jasmine 88";

pub struct Teahouse {
    pub accounts: Accounts,
    pub store: Arc<dyn Store>,
    pub clock: ManualClock,
    post: Post,
}

impl Teahouse {
    pub fn open() -> Teahouse {
        Teahouse::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Settings)) -> Teahouse {
        let mut settings = Settings {
            hashing: settings::Hashing {
                memory_kib: 8,
                passes: 1,
                lanes: 1,
                parallel: 4,
                waiting: 1_000,
            },
            ..Settings::default()
        };
        change(&mut settings);
        let clock = ManualClock::at(Millis(1_700_000_000_000));
        Teahouse::on(Arc::new(EmbeddedStore::in_memory()), clock, settings)
    }

    /// The same house after a restart: what was in memory is forgotten.
    pub fn on(store: Arc<dyn Store>, clock: ManualClock, settings: Settings) -> Teahouse {
        let random: Arc<dyn Random> = Arc::new(SeededRandom::new(7));
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let token_settings = TokenSettings {
            issuer: "teahouse".into(),
            audience: "teahouse".into(),
            access_lives: 15 * MINUTE,
        };
        let captcha_settings = CaptchaSettings { lives: 5 * MINUTE, open_max: 100 };
        let post = Post::new([7; 32], random.clone(), DAY);
        let means = Means {
            store: store.clone(),
            tokens: Tokens::new(&secrets(), token_settings),
            limits: Arc::new(Limits::new(&LimitSettings::for_tests(), shared.clone())),
            captchas: Arc::new(Captchas::new(captcha_settings, shared.clone(), random.clone())),
            post: post.clone(),
            clock: shared,
            random,
        };
        let accounts = Accounts::new(means, settings).unwrap();
        Teahouse { accounts, store, clock, post }
    }

    pub fn settings(&self) -> &Settings {
        self.accounts.settings()
    }

    /// An account with a username and [`PASSWORD`], and the addresses that are given, proven.
    pub async fn settle(&self, name: &str, addresses: &[&str]) -> Account {
        let new = NewPerson {
            username: Some(username(name)),
            password: Some(Password::new(PASSWORD)),
            ..NewPerson::default()
        };
        let account = Admin::console(&self.accounts).create(new, &self.settings().password).await;
        for address in addresses {
            let caller = self.sign_in(name).await;
            self.prove(&caller, address).await;
            self.accounts.end_session(&caller, caller.session().id).await.unwrap();
        }
        self.account(account.unwrap().uid).await
    }

    pub async fn prove(&self, caller: &Caller, typed: &str) -> Account {
        let to = address(typed);
        let code = self.code_for(CodePurpose::Verify, &to).await;
        let address = Some(AddressChange::Prove(to, code));
        let change = ProfileChange { address, ..ProfileChange::default() };
        self.accounts.change_profile(caller, change, None, &visit()).await.unwrap()
    }

    pub async fn account(&self, uid: crate::values::Uid) -> Account {
        self.store.account(uid).await.unwrap().unwrap()
    }

    pub async fn log_in(&self, name: &str, password: &str) -> Result<Grant, LoginError> {
        self.accounts.login(name, &Password::new(password), &visit()).await
    }

    pub async fn sign_in(&self, name: &str) -> Caller {
        let grant = self.log_in(name, PASSWORD).await.unwrap();
        self.caller(&grant).await.unwrap()
    }

    pub async fn caller(&self, grant: &Grant) -> Result<Caller, AuthError> {
        let from = visit().origin.address;
        self.accounts.authenticate(grant.access_token.reveal(), from).await
    }

    pub async fn ask_code(
        &self,
        purpose: CodePurpose,
        to: &Address,
    ) -> Result<CodeSent, CodeError> {
        self.accounts.send_code(purpose, to, &self.settings().code, &visit()).await
    }

    /// A code as it is read by whoever it was sent to. A minute passes, for the next may not be
    /// asked for earlier.
    pub async fn code_for(&self, purpose: CodePurpose, to: &Address) -> SecretText {
        self.ask_code(purpose, to).await.unwrap();
        let code = self.newest_code(to).await;
        self.clock.advance(MINUTE);
        code
    }

    pub async fn newest_code(&self, to: &Address) -> SecretText {
        let letters = self.letters_to(to).await;
        letters.iter().find_map(|kind| kind.code().cloned()).expect("no code was sent")
    }

    /// What was written to an address, the newest letter first.
    pub async fn letters_to(&self, to: &Address) -> Vec<LetterKind> {
        let letters = self.store.letters(None, 1_000).await.unwrap();
        let theirs = letters.iter().filter(|letter| letter.to == *to);
        theirs.map(|letter| self.post.read(letter)).collect()
    }

    pub async fn deeds(&self, about: &Account) -> Vec<String> {
        let acts = self.store.acts(Some(about.uid), None, 100).await.unwrap();
        acts.into_iter().map(|(_, Act { what, .. })| what).collect()
    }

    pub async fn register(&self, person: NewPerson) -> Result<Account, RegisterError> {
        let Settings { registration, password, .. } = self.settings();
        self.accounts.register(person, registration, password, None, &visit()).await
    }
}

pub fn visit() -> Visit {
    visit_from("192.0.2.7")
}

pub fn visit_from(address: &str) -> Visit {
    let address = address.parse().unwrap();
    let origin = Origin { address, agent: "a browser".into(), device: None };
    Visit { origin, language: Language::En, shows: SessionKind::Refreshed }
}

pub fn username(name: &str) -> Username {
    Username::parse(name).unwrap()
}

pub fn phone(typed: &str) -> Phone {
    Phone::parse(typed).unwrap()
}

pub fn address(typed: &str) -> Address {
    Address::parse(typed).unwrap()
}

/// A code that is not `code`, though all but its last digit are the same.
pub fn almost(code: &SecretText) -> SecretText {
    let (beginning, last) = code.reveal().split_at(code.reveal().len() - 1);
    SecretText::new(format!("{beginning}{}", if last == "0" { "1" } else { "0" }))
}

pub fn person(name: &str) -> NewPerson {
    NewPerson {
        username: Some(username(name)),
        password: Some(Password::new(PASSWORD)),
        ..NewPerson::default()
    }
}

/// Somebody who has nothing but an address and the code that was sent there.
pub fn person_at(to: &Address, code: &SecretText) -> NewPerson {
    let (email, phone) = match to.clone() {
        Address::Email(email) => (Some(email), None),
        Address::Phone(phone) => (None, Some(phone)),
    };
    let (password, code) = (Some(Password::new(PASSWORD)), Some(code.clone()));
    NewPerson { email, phone, password, code, ..NewPerson::default() }
}

fn secrets() -> Secrets {
    Secrets::from_bytes(b"0123456789 abcdefghijklmnopqrstuvwxyz").unwrap()
}
