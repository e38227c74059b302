//! One suite that every engine passes.

use std::path::Path;

use tempfile::tempdir;

use super::{all, batch, entries, everything, look, spell};
use crate::store::embedded::engine::{Engine, MAX_KEY_BYTES, MAX_VALUE_BYTES, Order, Span};
use crate::store::embedded::memory::Memory;
use crate::store::embedded::redb::Redb;
use crate::store::embedded::sled::Sled;

const CACHE_BYTES: u64 = 4 * 1024 * 1024;

type Open = fn(&Path) -> Box<dyn Engine>;

macro_rules! suite {
    ($open:expr => $($promise:ident)*) => {$(
        #[test]
        fn $promise() {
            let dir = tempfile::tempdir().unwrap();
            super::$promise(&*$open(dir.path()));
        }
    )*};
}

macro_rules! engine {
    ($name:ident, $open:expr) => {
        mod $name {
            suite! { $open =>
                a_batch_puts_and_removes
                scans_go_both_ways_and_stop_when_told
                a_span_holds_its_first_key_and_not_its_last
                the_largest_record_fits
                a_view_is_one_moment
                an_empty_batch_is_taken
            }
        }
    };
}

fn memory(_: &Path) -> Box<dyn Engine> {
    Box::new(Memory::default())
}

fn sled(dir: &Path) -> Box<dyn Engine> {
    Box::new(Sled::open(dir, CACHE_BYTES).unwrap())
}

fn redb(dir: &Path) -> Box<dyn Engine> {
    Box::new(Redb::open(dir, CACHE_BYTES).unwrap())
}

engine!(memory_keeps_its_promises, super::memory);
engine!(sled_keeps_its_promises, super::sled);
engine!(redb_keeps_its_promises, super::redb);

fn a_batch_puts_and_removes(engine: &dyn Engine) {
    engine.commit(&batch("a=1 b=2 c=3")).unwrap();
    engine.commit(&batch("a=4 b- d-")).unwrap();
    assert_eq!(spell(&all(engine)), "a=4 c=3");
    look(engine, |view| {
        assert_eq!(view.get(b"a"), Ok(Some(b"4".to_vec())));
        assert_eq!(view.get(b"b"), Ok(None));
    });
}

fn scans_go_both_ways_and_stop_when_told(engine: &dyn Engine) {
    engine.commit(&batch("a=1 ba=2 bb=3 bc=4 c=5")).unwrap();
    let scan =
        |order, limit| look(engine, |view| spell(&entries(view, &Span::of(b"b"), order, limit)));
    assert_eq!(scan(Order::Ascending, 9), "ba=2 bb=3 bc=4");
    assert_eq!(scan(Order::Descending, 9), "bc=4 bb=3 ba=2");
    assert_eq!(scan(Order::Ascending, 2), "ba=2 bb=3");
    assert_eq!(scan(Order::Descending, 1), "bc=4");
}

fn a_span_holds_its_first_key_and_not_its_last(engine: &dyn Engine) {
    engine.commit(&batch("a=1 b=2 c=3")).unwrap();
    let scan = |from: &[u8], to: &[u8]| {
        let span = Span { from: from.to_vec(), to: to.to_vec() };
        let both = [Order::Ascending, Order::Descending];
        both.map(|order| look(engine, |view| spell(&entries(view, &span, order, 9))))
    };
    assert_eq!(scan(b"a", b"c"), ["a=1 b=2", "b=2 a=1"]);
    assert_eq!(scan(b"b", b"b"), ["", ""]);
    assert_eq!(scan(b"c", b"a"), ["", ""]);
}

fn the_largest_record_fits(engine: &dyn Engine) {
    let (key, value) = (vec![7; MAX_KEY_BYTES], vec![8; MAX_VALUE_BYTES]);
    engine.commit(&[(key.clone(), Some(value.clone()))].into()).unwrap();
    assert_eq!(all(engine), [(key, value)]);
    assert_eq!(engine.alarm(), None);
}

fn a_view_is_one_moment(engine: &dyn Engine) {
    // Two keys that are always written together; whoever looks must never see them differ.
    engine.commit(&batch("a=0 b=0")).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 1..=50 {
                engine.commit(&batch(&format!("a={round} b={round}"))).unwrap();
            }
        });
        while !writer.is_finished() {
            look(engine, |view| assert_eq!(view.get(b"a"), view.get(b"b")));
        }
    });
    assert_eq!(spell(&all(engine)), "a=50 b=50");
}

fn an_empty_batch_is_taken(engine: &dyn Engine) {
    engine.commit(&batch("")).unwrap();
    assert_eq!(look(engine, |view| entries(view, &everything(), Order::Ascending, 9)), []);
}

fn what_was_committed_is_there_after_reopening(open: Open) {
    let dir = tempdir().unwrap();
    for round in 0..3 {
        let engine = open(dir.path());
        assert_eq!(all(&*engine).len(), round);
        engine.commit(&batch(&format!("k{round}={round}"))).unwrap();
        engine.checkpoint().unwrap();
    }
    assert_eq!(spell(&all(&*open(dir.path()))), "k0=0 k1=1 k2=2");
}

#[test]
fn sled_is_there_after_reopening() {
    what_was_committed_is_there_after_reopening(sled);
}

#[test]
fn redb_is_there_after_reopening() {
    what_was_committed_is_there_after_reopening(redb);
}
