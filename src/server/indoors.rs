//! Everything behind the doors: the store, and the rules over it. A server opens its doors to it;
//! a command that finds no server running works on it alone.

use std::sync::Arc;

use prometheus_client::registry::Registry;

use super::StartError;
use crate::accounts::{Accounts, Means};
use crate::captcha::Captchas;
use crate::chat::{self, Chat};
use crate::config::{Config, EngineName};
use crate::courier::Post;
use crate::limits::Limits;
use crate::store::embedded::{self, EmbeddedStore, EngineKind, FreeSpace, OpenError};
use crate::tokens::{Secrets, TokenSettings, Tokens};
use crate::values::{Clock, Random, SystemClock, SystemRandom};

pub struct Indoors {
    pub store: Arc<EmbeddedStore>,
    pub accounts: Accounts,
    pub chat: Chat,
    pub limits: Arc<Limits>,
    pub captchas: Arc<Captchas>,
    pub post: Post,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Indoors {
    /// Opens the store, or makes the first one.
    pub async fn open(config: &Config) -> Result<Indoors, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
        let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
        // Off the async threads: opening reads what was written since the last start.
        let (settings, at) = (store_settings(config), clock.now());
        let opened = tokio::task::spawn_blocking(move || EmbeddedStore::open(&settings, at)).await;
        let store = opened.map_err(|error| OpenError::Unavailable(error.to_string()))??;
        let store = Arc::new(store);
        // After the store: it holds the lock of the directory that the secret lies in.
        let secrets = Secrets::open(&config.server.data, &*random)?;

        let post = Post::new(secrets.sealing_key(), random.clone(), config.letters.give_up_after());
        let captchas =
            Arc::new(Captchas::new(config.captcha.settings(), clock.clone(), random.clone()));
        let limits = Arc::new(Limits::new(&config.limits.settings(&config.socket), clock.clone()));
        let means = Means {
            store: store.clone(),
            tokens: tokens(config, &secrets),
            limits: limits.clone(),
            captchas: captchas.clone(),
            post: post.clone(),
            clock: clock.clone(),
            random: random.clone(),
        };
        let accounts = Accounts::new(means, config.accounts())?;
        let chat = Chat::new(chat::House {
            chats: store.clone(),
            people: store.clone(),
            ties: store.clone(),
            uploads: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            settings: config.chat(),
        });
        Ok(Indoors { store, accounts, chat, limits, captchas, post, clock, random })
    }
}

impl Indoors {
    /// The numbers that the rooms behind the doors keep themselves.
    pub fn register_counts(&self, registry: &mut Registry) {
        self.store.register_counts(registry);
        self.accounts.register_counts(registry);
        self.limits.register_counts(registry);
    }
}

pub fn store_settings(config: &Config) -> embedded::Settings {
    embedded::Settings {
        cache_bytes: config.store.cache_mebibytes.get() << 20,
        free_space: FreeSpace {
            bytes_min: config.store.free_mebibytes_min.get() << 20,
            percent_min: config.store.free_percent_min.get(),
        },
        ..embedded::Settings::of(&config.server.data, engine_of(config.store.engine))
    }
}

/// Not the address: a token must outlive a restart on another port.
fn tokens(config: &Config, secrets: &Secrets) -> Tokens {
    let name = config.server.public_url.clone().unwrap_or_else(|| "teahouse".to_owned());
    let access_lives = config.sessions.access_lives();
    Tokens::new(secrets, TokenSettings { issuer: name.clone(), audience: name, access_lives })
}

fn engine_of(name: EngineName) -> EngineKind {
    match name {
        EngineName::Sled => EngineKind::Sled,
        EngineName::Redb => EngineKind::Redb,
        EngineName::Memory => EngineKind::Memory,
    }
}
