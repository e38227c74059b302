//! Layers over a tree, compared with a plain map that is written at once.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Entries, entries};
use crate::store::embedded::engine::{Batch, Engine, Order, Span, View};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::memory::Memory;

type Change = (u8, Option<u8>);

/// Few keys, so that layers hide, remove and restore each other's entries often.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((0..12u8, proptest::option::of(any::<u8>())), 0..20)
}

fn as_batch(changes: &[Change]) -> Batch {
    changes.iter().map(|(key, value)| (vec![*key], value.map(|value| vec![value]))).collect()
}

fn write(layer: &mut Layer<'_>, changes: &[Change]) {
    for (key, value) in changes {
        match value {
            Some(value) => layer.put(vec![*key], vec![*value]).unwrap(),
            None => layer.remove(vec![*key]),
        }
    }
}

fn apply(model: &mut BTreeMap<u8, u8>, changes: &[Change]) {
    for (key, value) in changes {
        match value {
            Some(value) => model.insert(*key, *value),
            None => model.remove(key),
        };
    }
}

fn model_entries(
    model: &BTreeMap<u8, u8>,
    from: u8,
    to: u8,
    order: Order,
    limit: usize,
) -> Entries {
    let mut all: Entries = model
        .iter()
        .filter(|(key, _)| (from..to).contains(*key))
        .map(|(key, value)| (vec![*key], vec![*value]))
        .collect();
    if order == Order::Descending {
        all.reverse();
    }
    all.truncate(limit);
    all
}

proptest! {
    #[test]
    fn stacked_layers_read_like_one_map(
        stored in changes(),
        group in changes(),
        decision in changes(),
        (from, to) in (0..13u8, 0..13u8),
        limit in 1..14usize,
    ) {
        let mut model = BTreeMap::new();
        for changes in [&stored, &group, &decision] {
            apply(&mut model, changes);
        }

        let memory = Memory::default();
        memory.commit(&as_batch(&stored)).unwrap();
        memory.read(&mut |view| {
            let mut lower = Layer::over(view);
            write(&mut lower, &group);
            let mut upper = Layer::over(&lower);
            write(&mut upper, &decision);

            for key in 0..13 {
                let expected = model.get(&key).map(|value| vec![*value]);
                assert_eq!(upper.get(&[key]), Ok(expected));
            }
            let span = Span { from: vec![from], to: vec![to] };
            for order in [Order::Ascending, Order::Descending] {
                let expected = model_entries(&model, from, to, order, limit);
                assert_eq!(entries(&upper, &span, order, limit), expected, "{order:?}");
            }
            Ok(())
        }).unwrap();
    }

    #[test]
    fn an_adopted_layer_reads_as_it_did_before(lower_changes in changes(), upper_changes in changes()) {
        let memory = Memory::default();
        memory.read(&mut |view| {
            let mut lower = Layer::over(view);
            write(&mut lower, &lower_changes);
            let mut upper = Layer::over(&lower);
            write(&mut upper, &upper_changes);
            let before = entries(&upper, &Span::of(b""), Order::Ascending, usize::MAX);
            let written = upper.into_parts();
            lower.adopt(written);
            assert_eq!(entries(&lower, &Span::of(b""), Order::Ascending, usize::MAX), before);
            Ok(())
        }).unwrap();
    }

    #[test]
    fn a_prefix_holds_exactly_the_keys_that_begin_with_it(
        prefix in vec(prop_oneof![Just(0u8), Just(7), Just(254), Just(255)], 0..4),
        key in vec(prop_oneof![Just(0u8), Just(7), Just(254), Just(255)], 0..6),
    ) {
        let span = Span::of(&prefix);
        prop_assert_eq!(span.from <= key && key < span.to, key.starts_with(&prefix));
    }
}
