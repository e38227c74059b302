//! How often may you try.
//!
//! Counts live in memory only: a restart forgives everybody, which is why the tries of a code and
//! the pace at which codes are sent are counted in the store and not here. Memory is bounded; see
//! [`per_key`] for what happens when it is full.
//!
//! Our own counting instead of a crate's: the common ones (GCRA) let twice the allowed number
//! through in an unlucky window, cannot take a try back, keep keys without bound and read a clock
//! of their own.

mod guess;
mod network;
mod per_key;
mod rate;
mod refusals;
mod settings;
mod window;

pub use guess::{Guess, Whom};
pub use network::network;
pub use rate::Rate;
pub use settings::LimitSettings;

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::registry::Registry;

use crate::values::{Clock, Millis, Uid};
use per_key::PerKey;
use refusals::Refusals;

/// A try that is not allowed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many {what}; try again in {retry_after:?}")]
pub struct TooMany {
    /// Which limit it was, for the numbers. Nothing that a client is told.
    pub what: &'static str,
    pub retry_after: Duration,
}

/// Every limit of the house. Addresses are counted by [`network()`].
pub struct Limits {
    clock: Arc<dyn Clock>,
    refusals: Refusals,
    names: RandomState,
    logins: PerKey<IpAddr>,
    unknown_names: PerKey<IpAddr>,
    guessed_accounts: PerKey<IpAddr>,
    guesses_from_address: PerKey<(guess::Target, IpAddr)>,
    guesses_from_strangers: PerKey<guess::Target>,
    registrations: PerKey<IpAddr>,
    resets: PerKey<IpAddr>,
    codes: PerKey<IpAddr>,
    notices: PerKey<u64>,
    captchas: PerKey<IpAddr>,
    requests: PerKey<IpAddr>,
    anonymous_requests: PerKey<IpAddr>,
    tickets: PerKey<Uid>,
    uploads: PerKey<Uid>,
    chat_requests: PerKey<Uid>,
}

impl Limits {
    pub fn new(settings: &LimitSettings, clock: Arc<dyn Clock>) -> Limits {
        let scaled = |rate: Rate| rate.scaled(settings.scale);
        let keys = settings.keys_max;
        let refusals = Refusals::default();
        let per_address = |what, rate| PerKey::new(what, scaled(rate), keys, &refusals);
        Limits {
            clock,
            names: RandomState::new(),
            logins: per_address("logins", settings.logins),
            unknown_names: per_address("unknown names", settings.unknown_names),
            guessed_accounts: per_address("guessed accounts", settings.guessed_accounts),
            guesses_from_address: PerKey::new(
                "guesses from one address",
                scaled(settings.guesses_from_address),
                keys,
                &refusals,
            ),
            guesses_from_strangers: PerKey::new(
                "guesses from strangers",
                scaled(settings.guesses_from_strangers),
                keys,
                &refusals,
            ),
            registrations: per_address("registrations", settings.registrations),
            resets: per_address("resets", settings.resets),
            codes: per_address("codes", settings.codes),
            notices: PerKey::new("notices", scaled(settings.notices), keys, &refusals),
            captchas: per_address("captchas", settings.captchas),
            requests: per_address("requests", settings.requests),
            anonymous_requests: per_address("anonymous requests", settings.anonymous_requests),
            tickets: PerKey::new("tickets", scaled(settings.tickets), keys, &refusals),
            uploads: PerKey::new("uploads", scaled(settings.uploads), keys, &refusals),
            chat_requests: PerKey::new(
                "chat requests",
                scaled(settings.chat_requests),
                keys,
                &refusals,
            ),
            refusals,
        }
    }

    pub fn register_counts(&self, registry: &mut Registry) {
        self.refusals.register(registry);
    }

    /// Whoever asked for names that nobody has, or guessed at many accounts, may for a while not
    /// log in to any: a refusal of unknown names alone would tell which names are known.
    pub fn login_from(&self, address: IpAddr) -> Result<(), TooMany> {
        let (from, now) = (network(address), self.now());
        self.guessed_accounts.check(&from, now)?;
        self.unknown_names.check(&from, now)?;
        self.logins.take(from, now).map(drop)
    }

    /// A try to prove oneself to be `whom` by password. `known` says that the account has been
    /// used from this address before: its owner is not locked out by what strangers do.
    ///
    /// The try counts as wrong until [`Guess::was_right`] says otherwise, so that a hundred
    /// guesses at once are not all let through before the first has failed.
    pub fn guess(
        &self,
        whom: Whom<'_>,
        address: IpAddr,
        known: bool,
    ) -> Result<Guess<'_>, TooMany> {
        let target = match whom {
            Whom::Account(uid) => guess::Target::Account(uid),
            Whom::Nobody(name) => guess::Target::Nobody(self.names.hash_one(name)),
        };
        Guess::begin(self, target, network(address), known)
    }

    pub fn registration_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.registrations.take(network(address), self.now()).map(drop)
    }

    pub fn reset_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.resets.take(network(address), self.now()).map(drop)
    }

    /// Codes that one address asks to be sent, to whomever. The pace at which one recipient may
    /// be sent codes is durable and kept by the store.
    pub fn code_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.codes.take(network(address), self.now()).map(drop)
    }

    /// A letter to `recipient` that a stranger can cause and that says nothing new the second time.
    pub fn notice_to(&self, recipient: &str) -> Result<(), TooMany> {
        self.notices.take(self.names.hash_one(recipient), self.now()).map(drop)
    }

    pub fn captcha_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.captchas.take(network(address), self.now()).map(drop)
    }

    /// Any request, whoever sends it.
    pub fn request_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.requests.take(network(address), self.now()).map(drop)
    }

    /// A request without a session; counted beside [`Limits::request_from`].
    pub fn anonymous_request_from(&self, address: IpAddr) -> Result<(), TooMany> {
        self.anonymous_requests.take(network(address), self.now()).map(drop)
    }

    pub fn ticket_for(&self, uid: Uid) -> Result<(), TooMany> {
        self.tickets.take(uid, self.now()).map(drop)
    }

    /// A file that an account sends.
    pub fn upload_of(&self, uid: Uid) -> Result<(), TooMany> {
        self.uploads.take(uid, self.now()).map(drop)
    }

    /// What an account asks of its chats, beside what its sockets ask.
    pub fn chat_request_of(&self, uid: Uid) -> Result<(), TooMany> {
        self.chat_requests.take(uid, self.now()).map(drop)
    }

    /// Forgets whom nothing is held against any more. To be called once a minute or so; until then
    /// they take up room.
    pub fn forget_idle(&self) {
        let now = self.now();
        let Limits { guesses_from_address, guesses_from_strangers, notices, tickets, .. } = self;
        for limit in self.by_address() {
            limit.forget_idle(now);
        }
        guesses_from_address.forget_idle(now);
        guesses_from_strangers.forget_idle(now);
        notices.forget_idle(now);
        tickets.forget_idle(now);
        self.uploads.forget_idle(now);
        self.chat_requests.forget_idle(now);
    }

    fn by_address(&self) -> [&PerKey<IpAddr>; 9] {
        [
            &self.logins,
            &self.unknown_names,
            &self.guessed_accounts,
            &self.registrations,
            &self.resets,
            &self.codes,
            &self.captchas,
            &self.requests,
            &self.anonymous_requests,
        ]
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }
}

#[cfg(test)]
mod tests;
