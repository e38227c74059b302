//! Records and the rows that lead to them.
//!
//! A record knows all rows in which it lies: its own, those of the indexes, its place in the
//! expiry queue. A change writes the difference between the rows before and after. So an index
//! cannot be forgotten in one of twenty places, and `check` holds every row of the tree against
//! the same description.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::engine::{Fault, Order, Span, View};
use super::envelope;
use super::keys;
use super::layer::Layer;
use crate::values::Millis;

pub trait Record {
    fn key(&self) -> Vec<u8>;

    /// Adds every row of the record, that of its own key among them.
    fn rows(&self, rows: &mut Rows) -> Result<(), Fault>;
}

#[derive(Default)]
pub struct Rows(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl Rows {
    pub fn of(record: &dyn Record) -> Result<Rows, Fault> {
        let mut rows = Rows::default();
        record.rows(&mut rows)?;
        Ok(rows)
    }

    pub fn value<T: Serialize>(&mut self, key: Vec<u8>, value: &T) -> Result<(), Fault> {
        let sealed = envelope::seal(&key, value)?;
        self.0.insert(key, sealed);
        Ok(())
    }

    /// A row that says all in its key.
    pub fn mark(&mut self, key: Vec<u8>) -> Result<(), Fault> {
        self.value(key, &())
    }

    /// Puts what lies at `key` into the expiry queue.
    pub fn expires(&mut self, at: Millis, key: &[u8]) -> Result<(), Fault> {
        self.mark(keys::expiry(at, key))
    }
}

/// Puts the rows of `after` in the place of those of `before`.
pub fn replace<R: Record>(
    layer: &mut Layer<'_>,
    before: Option<&R>,
    after: Option<&R>,
) -> Result<(), Fault> {
    let rows = |record: Option<&R>| record.map_or(Ok(Rows::default()), |some| Rows::of(some));
    let (before, after) = (rows(before)?, rows(after)?);
    for key in before.0.keys().filter(|key| !after.0.contains_key(*key)) {
        layer.remove(key.clone());
    }
    for (key, value) in after.0 {
        if before.0.get(&key) != Some(&value) {
            layer.put(key, value)?;
        }
    }
    Ok(())
}

pub fn add<R: Record>(layer: &mut Layer<'_>, record: &R) -> Result<(), Fault> {
    replace(layer, None, Some(record))
}

pub fn remove(layer: &mut Layer<'_>, record: &dyn Record) -> Result<(), Fault> {
    for key in Rows::of(record)?.0.into_keys() {
        layer.remove(key);
    }
    Ok(())
}

pub fn read<T: DeserializeOwned>(view: &dyn View, key: &[u8]) -> Result<Option<T>, Fault> {
    view.get(key)?.map(|sealed| envelope::open(key, &sealed)).transpose()
}

/// A row that another row promises.
pub fn must_read<T: DeserializeOwned>(view: &dyn View, key: &[u8]) -> Result<T, Fault> {
    read(view, key)?.ok_or_else(|| missing(key))
}

pub fn missing(key: &[u8]) -> Fault {
    let tag = key.first().copied().map_or('?', char::from);
    Fault::Damaged(format!("a row leads to a record '{tag}…' that is not there"))
}

pub fn write<T: Serialize>(layer: &mut Layer<'_>, key: Vec<u8>, value: &T) -> Result<(), Fault> {
    let sealed = envelope::seal(&key, value)?;
    layer.put(key, sealed)
}

pub fn is_there(view: &dyn View, key: &[u8]) -> Result<bool, Fault> {
    Ok(view.get(key)?.is_some())
}

/// The first `limit` keys of a span.
pub fn keys_in(
    view: &dyn View,
    span: &Span,
    order: Order,
    limit: usize,
) -> Result<Vec<Vec<u8>>, Fault> {
    let mut found = Vec::new();
    if limit > 0 {
        view.scan(span, order, &mut |key, _| {
            found.push(key.to_vec());
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
    }
    Ok(found)
}

/// The first `limit` records of a span.
pub fn records_in<T: DeserializeOwned>(
    view: &dyn View,
    span: &Span,
    order: Order,
    limit: usize,
) -> Result<Vec<T>, Fault> {
    let mut found = Vec::new();
    let mut fault = None;
    if limit > 0 {
        view.scan(span, order, &mut |key, sealed| match envelope::open(key, sealed) {
            Ok(record) if found.len() + 1 < limit => {
                found.push(record);
                ControlFlow::Continue(())
            }
            Ok(record) => {
                found.push(record);
                ControlFlow::Break(())
            }
            Err(damage) => {
                fault = Some(damage);
                ControlFlow::Break(())
            }
        })?;
    }
    fault.map_or(Ok(found), Err)
}
