mod backup;
mod check;
mod committer;
mod engines;
mod envelope;
mod faults;
mod files;
mod keys;
mod layer;
mod open;
mod seals;
mod sled;
mod space;
mod stalls;
mod stream;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use super::engine::{Batch, Engine, Order, Span, View};
use super::{BackOff, EmbeddedStore, EngineKind, FreeSpace, OpenError, Settings};
use crate::values::Millis;

type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// At most `limit` entries of a span.
fn entries(view: &dyn View, span: &Span, order: Order, limit: usize) -> Entries {
    let mut entries = Entries::new();
    view.scan(span, order, &mut |key, value| {
        entries.push((key.to_vec(), value.to_vec()));
        if entries.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
    .unwrap();
    entries
}

fn everything() -> Span {
    Span::of(b"")
}

fn all(engine: &dyn Engine) -> Entries {
    look(engine, |view| entries(view, &everything(), Order::Ascending, usize::MAX))
}

fn look<T>(engine: &dyn Engine, look: impl Fn(&dyn View) -> T) -> T {
    let mut found = None;
    engine
        .read(&mut |view| {
            found = Some(look(view));
            Ok(())
        })
        .unwrap();
    found.unwrap()
}

/// `a=1 b-` puts `1` under `a` and removes `b`.
fn batch(changes: &str) -> Batch {
    let change = |word: &str| match word.split_once('=') {
        Some((key, value)) => (key.as_bytes().to_vec(), Some(value.as_bytes().to_vec())),
        None => (word.trim_end_matches('-').as_bytes().to_vec(), None),
    };
    changes.split_whitespace().map(change).collect()
}

/// The entries as `a=1 b=2`.
fn spell(entries: &Entries) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let spelt: Vec<String> =
        entries.iter().map(|(key, value)| format!("{}={}", text(key), text(value))).collect();
    spelt.join(" ")
}

fn settings(data: &Path, engine: EngineKind) -> Settings {
    Settings {
        cache_bytes: 4 << 20,
        free_space: FreeSpace { bytes_min: 0, percent_min: 0 },
        open_limit: Duration::from_secs(60),
        back_off: BackOff { first: Duration::ZERO, longest: Duration::ZERO },
        ..Settings::of(data, engine)
    }
}

fn open(data: &Path, engine: EngineKind) -> Result<EmbeddedStore, OpenError> {
    EmbeddedStore::open(&settings(data, engine), Millis(1))
}

/// Writes sealed records, as `a=1 b-`.
async fn write(store: &EmbeddedStore, changes: &str) {
    let changes = batch(changes);
    let decision = store.decide(move |layer| {
        for (key, value) in changes {
            match value {
                Some(value) => {
                    let sealed = super::envelope::seal(&key, &value)?;
                    layer.put(key, sealed)?;
                }
                None => layer.remove(key),
            }
        }
        Ok(())
    });
    decision.await.unwrap();
}

/// All records but the store's own, as `a=1 b=2`.
fn records(store: &EmbeddedStore) -> String {
    let read = store.look(|view| {
        let all = entries(view, &everything(), Order::Ascending, usize::MAX);
        let own = |key: &[u8]| key.first() == Some(&0);
        let nouns = all.into_iter().filter(|(key, _)| !own(key));
        nouns.map(|(key, value)| Ok((super::envelope::open(&key, &value)?, key))).collect()
    });
    let records: Result<Vec<(Vec<u8>, Vec<u8>)>, _> = read;
    let swapped = records.unwrap().into_iter().map(|(value, key)| (key, value)).collect();
    spell(&swapped)
}
