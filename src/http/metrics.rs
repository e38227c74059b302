//! `/metrics`: numbers for Prometheus.
//!
//! Labels come from closed lists (patterns of routes, classes of statuses), never from what a
//! client sends, so that a stranger cannot make the page grow.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use warp::http::StatusCode;

use super::call::Call;
use super::grounds::Grounds;
use super::reply::{self, Response};
use crate::store::{Census, Health};

/// The numbers of the edge itself, and the page with those of all rooms. The composition root fills
/// in the other rooms' numbers with [`Metrics::watch`].
pub struct Metrics {
    requests: Family<Answered, Counter>,
    seconds: Family<Place, Histogram, fn() -> Histogram>,
    contracts: Family<UnderContract, Counter>,
    registry: Mutex<Registry>,
    store: Arc<Mutex<(Health, Census)>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Place {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UnderContract {
    contract: &'static str,
    route: &'static str,
}

/// What a number means, for who adds it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    Gauge,
}

const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

impl Metrics {
    pub fn new() -> Metrics {
        let mut registry = Registry::with_prefix("teahouse");
        let requests = Family::<Answered, Counter>::default();
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let seconds = Family::<Place, Histogram, _>::new_with_constructor(histogram);
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time to an answer", seconds.clone());
        let version = vec![("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "Which version this is", Info::new(version));
        let contracts = Family::<UnderContract, Counter>::default();
        let help = "Requests answered in the words of another contract";
        registry.register("contract_requests", help, contracts.clone());
        let registry = Mutex::new(registry);
        let metrics = Metrics { requests, seconds, contracts, registry, store: Arc::default() };
        metrics.watch_store();
        metrics
    }

    pub fn answered(&self, route: &'static str, status: StatusCode, took: Duration) {
        let status = match status.as_u16() {
            100..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.requests.get_or_create(&Answered { route, status }).inc();
        self.seconds.get_or_create(&Place { route }).observe(took.as_secs_f64());
    }

    pub fn answered_under(&self, contract: &'static str, route: &'static str) {
        self.contracts.get_or_create(&UnderContract { contract, route }).inc();
    }

    /// Adds a number that is asked for whenever the page is. Counters get `_total` behind their
    /// name by themselves.
    pub fn watch(
        &self,
        name: &'static str,
        help: &'static str,
        kind: Kind,
        ask: impl Fn() -> u64 + Send + Sync + 'static,
    ) {
        let watched = Watched { name, help, kind, ask: Box::new(ask) };
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        registry.register_collector(Box::new(watched));
    }

    /// Lets a room register numbers that it keeps itself.
    pub fn register(&self, room: impl FnOnce(&mut Registry)) {
        room(&mut self.registry.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn watch_store(&self) {
        let of = |ask: fn(&Health) -> u64| {
            let store = self.store.clone();
            move || ask(&store.lock().unwrap_or_else(PoisonError::into_inner).0)
        };
        use Kind::{Counter, Gauge};
        self.watch("store_commits", "Groups of commands made durable", Counter, of(|s| s.commits));
        self.watch("store_commands", "Writing commands", Counter, of(|s| s.commands));
        self.watch("store_syncs", "Writes the disk confirmed", Counter, of(|s| s.syncs));
        self.watch("store_waiting", "Commands that wait for a commit", Gauge, of(|s| s.waiting));
        self.watch("store_disk_bytes", "What the store takes", Gauge, of(|s| s.disk_bytes));
        self.watch("store_free_bytes", "Free space on its disk", Gauge, of(|s| s.free_bytes));
        let read_only = of(|s| u64::from(s.read_only.is_some()));
        self.watch("store_read_only", "1 while no writes are taken", Gauge, read_only);
        let alarm = of(|s| u64::from(s.alarm.is_some()));
        self.watch("store_alarm", "1 while the log says what to look at", Gauge, alarm);
        self.watch_census();
    }

    fn watch_census(&self) {
        let of = |ask: fn(&Census) -> u64| {
            let store = self.store.clone();
            move || ask(&store.lock().unwrap_or_else(PoisonError::into_inner).1)
        };
        let watch = |name, help, ask| self.watch(name, help, Kind::Gauge, of(ask));
        watch("accounts", "Accounts there are", |census| census.accounts);
        watch("sessions", "Sessions there are", |census| census.sessions);
        watch("chats", "Chats there are", |census| census.chats);
        watch("messages", "Messages ever sent", |census| census.messages);
        watch("uploads", "Files in messages and on their way there", |census| census.uploads);
        watch("upload_bytes", "What they take of quotas", |census| census.upload_bytes);
        watch("outbox_waiting", "Letters to be handed over", |census| census.letters_waiting);
        let help = "Letters that never left and are kept to be seen";
        watch("outbox_given_up", help, |census| census.letters_given_up);
    }

    /// The page, with what the store says of itself now.
    pub fn page(&self, store: (Health, Census)) -> Result<String, fmt::Error> {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = store;
        let mut page = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        text::encode(&mut page, &registry)?;
        Ok(page)
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics::new()
    }
}

struct Watched {
    name: &'static str,
    help: &'static str,
    kind: Kind,
    ask: Box<dyn Fn() -> u64 + Send + Sync>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Collector for Watched {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let number = (self.ask)();
        match self.kind {
            Kind::Counter => {
                let number = ConstCounter::new(number);
                let of = number.metric_type();
                number.encode(encoder.encode_descriptor(self.name, self.help, None, of)?)
            }
            Kind::Gauge => {
                let number = ConstGauge::new(i64::try_from(number).unwrap_or(i64::MAX));
                let of = number.metric_type();
                number.encode(encoder.encode_descriptor(self.name, self.help, None, of)?)
            }
        }
    }
}

pub async fn answer(_: Call, grounds: Grounds) -> Response {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    // What cannot be counted stands at nothing, and `store_read_only` says why.
    let census = grounds.store.census(grounds.clock.now()).await.unwrap_or_default();
    match grounds.metrics.page((grounds.store.health().await, census)) {
        Ok(page) => reply::text(OPEN_METRICS, page),
        Err(_) => super::problem::Problem::new(super::problem::Code::Internal).into_response(),
    }
}
