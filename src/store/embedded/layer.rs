//! Writes that are decided but not yet durable, laid over what is. Layers stack: a decision's over
//! its group's, the group's over the engine.

use std::cmp::Ordering;
use std::ops::{Bound, ControlFlow};

use super::chats::marks::Taken;
use super::engine::{Batch, Fault, MAX_KEY_BYTES, MAX_VALUE_BYTES, Order, Span, View, Visit};
use crate::store::FileHash;
use crate::store::chats::Posted;
use crate::values::ChatId;

pub struct Layer<'a> {
    under: &'a dyn View,
    writes: Batch,
    effects: Vec<Effect>,
    bytes: usize,
}

/// What is to be done once a decision is durable, and not before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell the courier.
    LetterPosted,
    /// Nobody uses this file any longer.
    FileUnused(FileHash),
    /// Tell who delivers.
    Posted(Box<Posted>),
    /// These read marks need not wait any longer.
    MarksWritten(Taken),
    /// The search's index has something to do.
    IndexDue(ChatId),
}

impl<'a> Layer<'a> {
    pub fn over(under: &'a dyn View) -> Layer<'a> {
        Layer { under, writes: Batch::new(), effects: Vec::new(), bytes: 0 }
    }

    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<(), Fault> {
        if key.len() > MAX_KEY_BYTES || value.len() > MAX_VALUE_BYTES {
            let sizes = format!("a key of {} and a value of {} bytes", key.len(), value.len());
            return Err(Fault::TooLarge(sizes));
        }
        self.bytes += key.len() + value.len();
        self.writes.insert(key, Some(value));
        Ok(())
    }

    pub fn remove(&mut self, key: Vec<u8>) {
        self.bytes += key.len();
        self.writes.insert(key, None);
    }

    pub fn afterwards(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Ends the layer. What it wrote can then be adopted by the layer below or committed.
    pub fn into_parts(self) -> (Batch, Vec<Effect>) {
        (self.writes, self.effects)
    }

    /// How much has been written, roughly: a key that is written twice counts twice.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes over what a layer above this one has written.
    pub fn adopt(&mut self, (writes, effects): (Batch, Vec<Effect>)) {
        let size = |(key, value): (&Vec<u8>, &Option<Vec<u8>>)| {
            key.len() + value.as_ref().map_or(0, Vec::len)
        };
        self.bytes += writes.iter().map(size).sum::<usize>();
        self.writes.extend(writes);
        self.effects.extend(effects);
    }
}

impl View for Layer<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match self.writes.get(key) {
            Some(written) => Ok(written.clone()),
            None => self.under.get(key),
        }
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        scan_over(&self.writes, self.under, span, order, visit)
    }
}

/// Scans `under` with `writes` laid over it.
pub fn scan_over(
    writes: &Batch,
    under: &dyn View,
    span: &Span,
    order: Order,
    visit: Visit<'_>,
) -> Result<(), Fault> {
    if span.from >= span.to {
        return Ok(());
    }
    let bounds = (Bound::Included(span.from.clone()), Bound::Excluded(span.to.clone()));
    let range = writes.range(bounds);
    match order {
        Order::Ascending => merge(range, under, span, order, visit),
        Order::Descending => merge(range.rev(), under, span, order, visit),
    }
}

/// Visits what is under and what was written as one sequence; what was written hides what is under.
fn merge<'w>(
    written: impl Iterator<Item = (&'w Vec<u8>, &'w Option<Vec<u8>>)>,
    under: &dyn View,
    span: &Span,
    order: Order,
    visit: Visit<'_>,
) -> Result<(), Fault> {
    let mut written = written.peekable();
    let mut going = ControlFlow::Continue(());
    under.scan(span, order, &mut |key, value| {
        while let Some((ours, new)) = written.peek() {
            let place = match order {
                Order::Ascending => ours.as_slice().cmp(key),
                Order::Descending => key.cmp(ours.as_slice()),
            };
            if place == Ordering::Greater {
                break;
            }
            if let Some(new) = new {
                going = visit(ours, new);
            }
            written.next();
            if going.is_break() || place == Ordering::Equal {
                return going;
            }
        }
        going = visit(key, value);
        going
    })?;
    for (ours, new) in written {
        if going.is_break() {
            break;
        }
        if let Some(new) = new {
            going = visit(ours, new);
        }
    }
    Ok(())
}
