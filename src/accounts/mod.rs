//! Who people are and how they prove it.
//!
//! [`Accounts`] is the one service behind every contract. What differs between contracts comes in
//! as a value ([`PasswordPolicy`], [`CodePolicy`], [`Registration`]); no rule asks who is asking.
//!
//! - *proving*: [`register`], [`login`], [`codes`], [`links`], [`recovery`]; [`passwords`] hashes,
//!   [`password_policy`] says which are good enough, [`captchas`] keeps
//!   machines out
//! - *being signed in*: [`sessions`], [`tickets`]
//! - *one's own account*: [`password`], [`profile`], [`avatar`], [`ties`], [`leave`], [`export`]
//! - *others*: [`people`], and for an admin [`standing`]; what was done is in the [`audit`] log
//!
//! Deliberately absent: every sentence and status (the edges'), every key of the store, and any
//! cache of who is signed in: the store is asked each time and is always right.

pub mod audit;
pub mod avatar;
pub mod captchas;
pub mod codes;
mod counts;
pub mod export;
pub mod leave;
pub mod links;
pub mod login;
pub mod password;
pub mod password_policy;
pub mod passwords;
pub mod people;
pub mod picture;
pub mod profile;
pub mod recovery;
pub mod register;
mod reserved;
mod seen;
pub mod sessions;
pub mod settings;
pub mod standing;
pub mod tickets;
pub mod ties;
mod workshop;

pub use audit::Deed;
pub use avatar::AvatarError;
pub use captchas::{CaptchaAnswer, CaptchaError};
pub use codes::{CodeError, CodePolicy, Knocking, NotHandedOver};
pub use export::Export;
pub use leave::{LeaveError, LeaveProof};
pub use links::{LinkError, LinkPolicy};
pub use login::{CodeLoginError, LoginError, Named};
pub use password::{ChangePasswordError, Ends};
pub use password_policy::{PasswordPolicy, WeakPassword};
pub use passwords::BadHashing;
pub use people::{PublicProfile, Who};
pub use profile::{AddressChange, DISPLAY_NAME_MAX, ProfileChange, ProfileError};
pub use recovery::ResetError;
pub use register::{NewPerson, RegisterError};
pub use sessions::{AuthError, Caller, Ended, Grant, KeyError, RefreshError};
pub use settings::{Registration, Settings};
pub use standing::{Admin, StandingError};
pub use tickets::{TICKET_LIVES, TicketError};
pub use ties::TieError;
pub use workshop::Busy;

use std::sync::Arc;

use prometheus_client::registry::Registry;
use tokio::sync::broadcast;

use self::counts::Counts;
use crate::captcha::Captchas;
use crate::courier::{LetterKind, Post};
use crate::limits::Limits;
use crate::store::{Account, Letter, SessionKind, Store};
use crate::tokens::Tokens;
use crate::values::{Clock, Language, Millis, Origin, Random};

/// The service. A clone is another handle on the same house.
#[derive(Clone)]
pub struct Accounts {
    house: Arc<House>,
}

/// What the rules stand on.
pub struct Means {
    pub store: Arc<dyn Store>,
    pub tokens: Tokens,
    pub limits: Arc<Limits>,
    pub captchas: Arc<Captchas>,
    pub post: Post,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

struct House {
    store: Arc<dyn Store>,
    tokens: Tokens,
    limits: Arc<Limits>,
    captchas: Arc<Captchas>,
    post: Post,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    settings: Settings,
    passwords: passwords::Passwords,
    /// For pictures, of which a few at a time are enough.
    workshop: workshop::Workshop,
    reserved: reserved::Reserved,
    seen: seen::Seen,
    tickets: tickets::Tickets,
    endings: broadcast::Sender<Ended>,
    counts: Counts,
}

/// Who comes to the door: where from, in which language we write to them, and what they will show
/// of a session if they get one.
#[derive(Clone, Debug)]
pub struct Visit {
    pub origin: Origin,
    pub language: Language,
    pub shows: SessionKind,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C> {
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<C>,
}

/// How many endings a watcher may lag behind before it loses some.
const ENDINGS_KEPT: usize = 4096;

/// How many pictures may wait to be drawn or made small; an upload has up to 8 MiB.
const PICTURES_WAITING: usize = 16;

impl Accounts {
    /// Takes as long as one password hash.
    pub fn new(means: Means, settings: Settings) -> Result<Accounts, BadHashing> {
        let Means { store, tokens, limits, captchas, post, clock, random } = means;
        let counts = Counts::default();
        let hashes = counts.hashes.clone();
        let passwords = passwords::Passwords::start(&settings.hashing, random.clone(), hashes)?;
        let reserved = reserved::Reserved::new(&settings.reserved_names);
        let (endings, _) = broadcast::channel(ENDINGS_KEPT);
        let seen = seen::Seen::default();
        let workshop = workshop::Workshop::new(settings.hashing.parallel, PICTURES_WAITING);
        let house = House {
            store,
            tokens,
            limits,
            captchas,
            post,
            clock,
            random,
            settings,
            passwords,
            workshop,
            reserved,
            seen,
            tickets: tickets::Tickets::default(),
            endings,
            counts,
        };
        Ok(Accounts { house: Arc::new(house) })
    }

    /// The canonical rules of this deployment.
    pub fn settings(&self) -> &Settings {
        &self.house.settings
    }

    pub fn register_counts(&self, registry: &mut Registry) {
        self.house.counts.register(registry);
    }

    fn now(&self) -> Millis {
        self.house.clock.now()
    }

    /// A letter that tells the owner of an account what happened to it. Who has proven no address
    /// gets none: an address that was only claimed may be anybody's.
    fn notice(
        &self,
        kind: LetterKind,
        account: &Account,
        language: Language,
        now: Millis,
    ) -> Option<Letter> {
        let to = account.proven_address()?;
        Some(self.house.post.letter(kind, &to, language, now))
    }
}

#[cfg(test)]
mod tests;
