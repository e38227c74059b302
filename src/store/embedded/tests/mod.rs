mod committer;
mod engines;
mod envelope;
mod layer;
mod sled;

use std::ops::ControlFlow;

use super::engine::{Batch, Engine, Order, Span, View};

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
