//! The composition root: the only place that names concrete engines and transports. It decides
//! nothing; it builds the rooms bottom up, opens the door, and on the way out closes in the other
//! order.

pub mod process;
mod upkeep;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use warp::Filter;

use crate::accounts::{Accounts, BadHashing, Means};
use crate::captcha::Captchas;
use crate::config::{Config, EngineName};
use crate::courier::settings::BadSetting;
use crate::courier::{Counts, Courier, Inbox, Post, Worker};
use crate::http::around::{self, Around};
use crate::http::body::BodyLimits;
use crate::http::grounds::{self, Grounds};
use crate::http::listen::{self, Listener};
use crate::http::metrics::{Kind, Metrics};
use crate::http::mount::Mount;
use crate::http::{refusal, v1};
use crate::limits::Limits;
use crate::shutdown::{Drained, Lifecycle};
use crate::store::Store;
use crate::store::embedded::{self, EmbeddedStore, EngineKind, FreeSpace, OpenError};
use crate::tokens::{BadSecret, Secrets, TokenSettings, Tokens};
use crate::values::{Clock, Millis, Random, SystemClock, SystemRandom};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Setting(#[from] BadSetting),
    #[error("{address} cannot be listened on: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error(transparent)]
    Store(#[from] OpenError),
    #[error(transparent)]
    Secret(#[from] BadSecret),
    #[error(transparent)]
    Hashing(#[from] BadHashing),
}

/// A server whose store is open and whose door is bound, but not opened yet.
pub struct Server {
    listener: Listener,
    around: Around,
    store: Arc<dyn Store>,
    limits: Arc<Limits>,
    captchas: Arc<Captchas>,
    worker: Worker,
    clock: Arc<dyn Clock>,
    life: Lifecycle,
    patience: Duration,
    greeting: String,
}

impl Server {
    pub async fn build(config: &Config) -> Result<Server, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
        let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
        let life = Lifecycle::default();
        let metrics = Arc::new(Metrics::new());

        let store = open_store(config, clock.now()).await?;
        // After the store: it holds the lock of the directory that the secret lies in.
        let secrets = Secrets::open(&config.server.data, &*random)?;

        let listener = Listener::bind(listen_settings(config))
            .await
            .map_err(|cause| StartError::Listen { address: config.server.listen, cause })?;
        let address = listener.address().unwrap_or(config.server.listen);
        let url = config.server.public_url.clone().unwrap_or_else(|| format!("http://{address}"));

        let inbox = Inbox::default();
        let post = Post::new(secrets.sealing_key(), random.clone(), config.letters.give_up_after());
        let courier = Courier {
            post: post.clone(),
            house: config.house()?,
            carriers: config.carriers(&inbox)?,
            clock: clock.clone(),
            counts: Counts::default(),
        };
        metrics.register(|registry| courier.counts.register(registry));
        let worker = Worker::new(courier, store.clone(), random.clone());

        let limits = Arc::new(Limits::new(&config.limits.settings(), clock.clone()));
        let tokens = tokens(config, &secrets);
        let captchas = Captchas::new(config.captcha.settings(), clock.clone(), random.clone());
        let captchas = Arc::new(captchas);
        let means = Means {
            store: store.clone(),
            tokens,
            limits: limits.clone(),
            captchas: captchas.clone(),
            post,
            clock: clock.clone(),
            random: random.clone(),
        };
        let accounts = Accounts::new(means, config.accounts())?;

        let is_inbox_read = config.inbox.serve && config.uses_inbox();
        let grounds = Grounds {
            store: store.clone(),
            metrics: metrics.clone(),
            inbox: is_inbox_read.then_some(inbox),
            stopping: life.stopping_token(),
        };
        watch_listener(&metrics, &listener);
        let around = around(config, accounts, grounds, metrics, &*random);
        Ok(Server {
            greeting: greeting(config, &url, address),
            patience: Duration::from_secs(config.server.stop_timeout_seconds.get()),
            listener,
            around,
            store,
            limits,
            captchas,
            worker,
            clock,
            life,
        })
    }

    /// One line that tells a person where to go now.
    pub fn greeting(&self) -> String {
        self.greeting.clone()
    }

    /// What to stop the server with.
    pub fn stopping(&self) -> Lifecycle {
        self.life.clone()
    }

    /// Serves until the life ends, then waits for what is under way and closes the store.
    pub async fn run(self) -> Drained {
        let Server {
            listener, around, store, limits, captchas, worker, clock, life, patience, ..
        } = self;
        life.spawn(worker.run(life.stopping_token()));
        life.spawn(upkeep::sweep(store.clone(), clock, life.stopping_token()));
        life.spawn(upkeep::forget(limits, captchas, life.stopping_token()));
        life.spawn(listener.run(around, life.stopping_token()));
        life.stopping_token().cancelled().await;
        let drained = life.drain(patience).await;
        store.close().await;
        drained
    }
}

/// Off the async threads: opening reads what was written since the last start.
async fn open_store(config: &Config, at: Millis) -> Result<Arc<dyn Store>, StartError> {
    let settings = embedded::Settings {
        cache_bytes: config.store.cache_mebibytes.get() << 20,
        free_space: FreeSpace {
            bytes_min: config.store.free_mebibytes_min.get() << 20,
            percent_min: config.store.free_percent_min.get(),
        },
        ..embedded::Settings::of(&config.server.data, engine_of(config.store.engine))
    };
    let open = move || EmbeddedStore::open(&settings, at);
    let opened = tokio::task::spawn_blocking(open).await;
    let store = opened.map_err(|error| OpenError::Unavailable(error.to_string()))??;
    Ok(Arc::new(store))
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
    }
}

fn listen_settings(config: &Config) -> listen::Settings {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let server = &config.server;
    listen::Settings {
        address: server.listen,
        connections_max: process::connections_that_fit(number(server.connections_max.get())),
        connections_per_address_max: number(server.connections_per_address_max.get()),
        trusted_proxies: server.trusted_proxies.clone(),
        head_patience: Duration::from_secs(server.head_timeout_seconds.get()),
        write_patience: Duration::from_secs(server.write_timeout_seconds.get()),
    }
}

fn watch_listener(metrics: &Metrics, listener: &Listener) {
    let (open, turned_away) = (listener.places(), listener.places());
    metrics.watch("connections", "Open connections", Kind::Gauge, move || open.open() as u64);
    metrics.watch(
        "connections_turned_away",
        "Connections that found no place",
        Kind::Counter,
        move || turned_away.turned_away(),
    );
}

/// Everything that is mounted. What nobody else claims is the grounds'.
fn around(
    config: &Config,
    accounts: Accounts,
    grounds: Grounds,
    metrics: Arc<Metrics>,
    random: &dyn Random,
) -> Around {
    let limits = BodyLimits {
        bytes_max: usize::try_from(config.server.body_bytes_max.get()).unwrap_or(usize::MAX),
        patience: Duration::from_secs(config.server.body_timeout_seconds.get()),
    };
    let v1 = v1::mount(v1::House { accounts }, limits).under("v1");
    let grounds = Mount::new(grounds::table(), grounds, refusal::as_problem, limits);
    let routes = v1.or(grounds.everywhere()).unify().boxed();
    let settings = around::Settings {
        allowed_origins: config.server.allowed_origins.clone(),
        trusted_proxies: config.server.trusted_proxies.clone(),
    };
    Around::new(routes, settings, metrics, random)
}

fn greeting(config: &Config, url: &str, address: SocketAddr) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let data = config.server.data.display();
    let letters = match (config.uses_inbox(), config.inbox.serve) {
        (false, _) => String::new(),
        (true, true) => format!(
            "; no mail server or SMS gateway is configured: codes are at \
             http://{address}/dev/inbox, on this machine only"
        ),
        (true, false) => "; no mail server or SMS gateway is configured, and the inbox is off: \
                          codes reach nobody"
            .to_owned(),
    };
    format!("Teahouse {version} listens on {url} ({address}), data in {data}{letters}")
}
