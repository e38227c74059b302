//! Reading everything there is while others write.
//!
//! A check of the whole store takes long, and nothing is committed while one moment is looked at.
//! So it reads in [`Pages`], between which commits come; and because what it sees is then of many
//! moments, whatever seems wrong is asked once more, of one moment, before it is believed.

use std::ops::ControlFlow;

use super::engine::{Fault, Order, Span, View, Visit};
use super::keys;
use super::slot::Slot;
use crate::store::StoreError;

/// Rows that are read before a commit may come in between.
const PAGE: usize = 500;

/// The durable state, a page at a time: not one moment, as other views are.
pub struct Pages<'a>(pub &'a Slot);

/// What is asked: one moment, or pages whose findings are to be confirmed.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    view: &'a dyn View,
    again: Option<&'a Slot>,
}

impl<'a> Asking<'a> {
    pub fn moment(view: &'a dyn View) -> Asking<'a> {
        Asking { view, again: None }
    }

    pub fn pages(pages: &'a Pages<'a>) -> Asking<'a> {
        Asking { view: pages, again: Some(pages.0) }
    }

    pub fn view(self) -> &'a dyn View {
        self.view
    }

    /// What is wrong with some part of it, if something is.
    pub fn wrong<T>(
        self,
        part: impl Fn(&dyn View) -> Result<Option<T>, Fault>,
    ) -> Result<Option<T>, Fault> {
        match (part(self.view), self.again) {
            (Ok(None), _) => Ok(None),
            (found, None) => found,
            (_, Some(slot)) => at_one_moment(slot, part),
        }
    }
}

fn at_one_moment<T>(
    slot: &Slot,
    part: impl FnOnce(&dyn View) -> Result<T, Fault>,
) -> Result<T, Fault> {
    // The fault comes back as it is, and not as what callers of the port are told.
    slot.read(|view| Ok(part(view))).unwrap_or_else(|error| Err(fault(error)))
}

fn fault(error: StoreError) -> Fault {
    match error {
        StoreError::Damaged(what) => Fault::Damaged(what),
        StoreError::Unavailable(why) | StoreError::Unknown(why) => Fault::Io(why),
    }
}

impl View for Pages<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        at_one_moment(self.0, |view| view.get(key))
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        let mut left = span.clone();
        loop {
            let page = at_one_moment(self.0, |view| page(view, &left, order))?;
            for (key, value) in &page {
                if visit(key, value).is_break() {
                    return Ok(());
                }
            }
            let Some((last, _)) = page.last().filter(|_| page.len() == PAGE) else {
                return Ok(());
            };
            match order {
                Order::Ascending => left.from = keys::after(last),
                Order::Descending => left.to.clone_from(last),
            }
        }
    }
}

type Row = (Vec<u8>, Vec<u8>);

fn page(view: &dyn View, span: &Span, order: Order) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::new();
    if span.from >= span.to {
        return Ok(rows);
    }
    view.scan(span, order, &mut |key, value| {
        rows.push((key.to_vec(), value.to_vec()));
        if rows.len() < PAGE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}
