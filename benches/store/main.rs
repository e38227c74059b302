//! What durability costs: `cargo bench --bench store`, with `-- --json` for programs.
//!
//! It measures the disk of the system's folder for temporary files; set `TMPDIR` to measure
//! another. Names of sections (`commits`, `reads`, `start`) choose what is measured; without any,
//! all is.

#![allow(clippy::unwrap_used, reason = "a measurement that fails should say where")]

#[path = "../support"]
mod support {
    pub mod machine;
    pub mod report;
    pub mod server;
}

mod commits;
mod guests;
mod reads;
mod start;

use std::path::Path;
use std::sync::Arc;

use support::report::{Report, wanted};
use teahouse::store::embedded::{EmbeddedStore, EngineKind, FreeSpace, Settings};
use teahouse::values::Millis;

/// What everything here happens at.
const NOW: Millis = Millis(1_800_000_000_000);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == start::FILL) {
        return start::fill(&arguments[1..]);
    }
    let home = tempfile::tempdir().unwrap();
    let mut report = Report::new("store");
    if wanted("commits") {
        commits::measure(&mut report, home.path());
    }
    if wanted("reads") {
        reads::measure(&mut report, home.path());
    }
    if wanted("start") {
        start::measure(&mut report, home.path());
    }
    report.print();
}

fn open(data: &Path, engine: EngineKind) -> EmbeddedStore {
    let mut settings = Settings::of(data, engine);
    settings.free_space = FreeSpace { bytes_min: 0, percent_min: 0 };
    EmbeddedStore::open(&settings, NOW).unwrap()
}

/// An empty store of each kind, the one that forgets too.
fn every_kind(home: &Path) -> impl Iterator<Item = (&'static str, Arc<EmbeddedStore>)> {
    let durable = EngineKind::ALL.into_iter().map(move |engine| {
        let name = engine.name();
        let data = tempfile::tempdir_in(home).unwrap().keep();
        (name, Arc::new(open(&data, engine)))
    });
    let forgetting = || ("memory", Arc::new(EmbeddedStore::in_memory()));
    durable.chain(std::iter::once_with(forgetting))
}

/// Two workers, whatever the machine has, so that figures of different machines can be compared.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
