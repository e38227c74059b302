//! The composition root: the only place that names concrete engines and transports. It decides
//! nothing; it builds the rooms bottom up, opens the door, and on the way out closes in the other
//! order.

mod indoors;
pub mod process;
mod upkeep;

pub use indoors::{Indoors, store_settings};

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use warp::Filter;

use crate::accounts::BadHashing;
use crate::config::Config;
use crate::control::{Door, Yard};
use crate::courier::settings::BadSetting;
use crate::courier::{Counts, Courier, Inbox, Worker};
use crate::dialects;
use crate::http::around::{self, Around};
use crate::http::body::BodyLimits;
use crate::http::grounds::{self, Grounds};
use crate::http::listen::{self, Listener};
use crate::http::metrics::{Kind, Metrics};
use crate::http::mount::Mount;
use crate::http::{refusal, v1};
use crate::hub::Hub;
use crate::shutdown::{Drained, Lifecycle};
use crate::store::Upkeep;
use crate::store::embedded::OpenError;
use crate::tokens::BadSecret;
use crate::ws;

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
    indoors: Indoors,
    listener: Listener,
    around: Around,
    sockets: Arc<ws::House>,
    worker: Worker,
    control: Option<Door>,
    life: Lifecycle,
    patience: Duration,
    greeting: String,
}

impl Server {
    pub async fn build(config: &Config) -> Result<Server, StartError> {
        let life = Lifecycle::default();
        let metrics = Arc::new(Metrics::new());

        let indoors = Indoors::open(config).await?;
        let listener = Listener::bind(listen_settings(config))
            .await
            .map_err(|cause| StartError::Listen { address: config.server.listen, cause })?;
        let address = listener.address().unwrap_or(config.server.listen);
        let url = config.server.public_url.clone().unwrap_or_else(|| format!("http://{address}"));

        let inbox = Inbox::default();
        let courier = courier(config, &indoors, &inbox, &metrics)?;
        let worker = Worker::new(courier.clone(), indoors.store.clone(), indoors.random.clone());
        let is_inbox_read = config.inbox.serve && config.uses_inbox();
        let grounds = Grounds {
            store: indoors.store.clone(),
            metrics: metrics.clone(),
            inbox: is_inbox_read.then_some(inbox),
            stopping: life.stopping_token(),
            clock: indoors.clock.clone(),
        };
        watch_listener(&metrics, &listener);
        metrics.register(|registry| indoors.register_counts(registry));
        let sockets = sockets(config, &indoors, &metrics);
        Ok(Server {
            greeting: greeting(config, &url, address),
            patience: Duration::from_secs(config.server.stop_timeout_seconds.get()),
            around: around(config, &indoors, &sockets, &url, grounds, courier, metrics),
            sockets,
            control: control(config),
            indoors,
            listener,
            worker,
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
        let Server { indoors, listener, around, sockets, worker, control, life, patience, .. } =
            self;
        let Indoors { store, accounts, limits, captchas, clock, .. } = indoors;
        life.spawn(worker.run(life.stopping_token()));
        life.spawn(upkeep::sweep(store.clone(), clock, life.stopping_token()));
        life.spawn(upkeep::tidy(store.clone()));
        life.spawn(upkeep::index(store.clone(), life.stopping_token()));
        life.spawn(upkeep::forget(limits, captchas, life.stopping_token()));
        if let Some(control) = control {
            let hub = Some(sockets.hub.clone());
            let yard = Yard { accounts, store: store.clone(), hub };
            life.spawn(control.run(yard, life.stopping_token()));
        }
        life.spawn(ws::fanout::run(sockets, life.stopping_token()));
        life.spawn(listener.run(around, life.stopping_token()));
        life.stopping_token().cancelled().await;
        let drained = life.drain(patience).await;
        store.close().await;
        drained
    }
}

fn courier(
    config: &Config,
    indoors: &Indoors,
    inbox: &Inbox,
    metrics: &Metrics,
) -> Result<Courier, StartError> {
    let courier = Courier {
        post: indoors.post.clone(),
        house: config.house()?,
        carriers: config.carriers(inbox)?,
        clock: indoors.clock.clone(),
        counts: Counts::default(),
    };
    metrics.register(|registry| courier.counts.register(registry));
    Ok(courier)
}

/// Not every file system has sockets. A server that takes no orders is better than none.
fn control(config: &Config) -> Option<Door> {
    let bound = Door::bind(&config.server.data);
    let complain = |error: &io::Error| {
        tracing::warn!(%error, "no control socket: commands cannot reach this server");
    };
    bound.inspect_err(complain).ok()
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
    indoors: &Indoors,
    sockets: &Arc<ws::House>,
    url: &str,
    grounds: Grounds,
    courier: Courier,
    metrics: Arc<Metrics>,
) -> Around {
    let limits = BodyLimits {
        bytes_max: usize::try_from(config.server.body_bytes_max.get()).unwrap_or(usize::MAX),
        patience: Duration::from_secs(config.server.body_timeout_seconds.get()),
    };
    let house = v1::House {
        accounts: indoors.accounts.clone(),
        chat: indoors.chat.clone(),
        company: sockets.clone(),
        limits: indoors.limits.clone(),
        hub: sockets.hub.clone(),
        captcha_answers_told: config.debug.captcha_answer,
    };
    let v1 = v1::mount(house, &ws::asyncapi::document(url), limits)
        .paced_by(indoors.limits.clone())
        .under("v1");
    let means = dialects::Means {
        accounts: indoors.accounts.clone(),
        chat: indoors.chat.clone(),
        courier,
        limits: indoors.limits.clone(),
        body: limits,
        allowed_origins: config.server.allowed_origins.clone().into(),
    };
    let sockets = ws::upgrade::mount(sockets.clone());
    #[cfg(feature = "echo")]
    let sockets = sockets.or(ws::echo::mount(indoors.clock.clone())).unify().boxed();
    let grounds = Mount::new(grounds::table(), grounds, refusal::as_problem, limits);
    let mut routes = sockets.or(v1).unify().boxed();
    if let Some(dialects) = dialects::mounted(config.dialects.settings(&config.debug), &means) {
        routes = routes.or(dialects).unify().boxed();
    }
    let routes = routes.or(grounds.everywhere()).unify().boxed();
    let settings = around::Settings {
        allowed_origins: config.server.allowed_origins.clone(),
        trusted_proxies: config.server.trusted_proxies.clone(),
    };
    Around::new(routes, settings, metrics, &*indoors.random)
}

/// Who is connected, and what they talk to.
fn sockets(config: &Config, indoors: &Indoors, metrics: &Metrics) -> Arc<ws::House> {
    let hub = Arc::new(Hub::new(config.socket.hub(), indoors.clock.clone()));
    metrics.register(|registry| hub.counts().register(registry));
    let counted = hub.clone();
    metrics.watch("sockets", "Open sockets of the chat", Kind::Gauge, move || {
        counted.connections() as u64
    });
    Arc::new(ws::House {
        accounts: indoors.accounts.clone(),
        chat: indoors.chat.clone(),
        hub,
        limits: indoors.limits.clone(),
        clock: indoors.clock.clone(),
        random: indoors.random.clone(),
        settings: config.socket.settings(config.limits.scale, &config.server.allowed_origins),
    })
}

fn greeting(config: &Config, url: &str, address: SocketAddr) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let data = match config.store.engine.forgets() {
        false => format!("data in {}", config.server.data.display()),
        true => "nothing is kept when it stops".to_owned(),
    };
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
    format!("Teahouse {version} listens on {url} ({address}), {data}{letters}")
}
