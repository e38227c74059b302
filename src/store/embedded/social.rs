//! Follows and blocks, readable from both ends.

use async_trait::async_trait;

use super::engine::{Fault, Order, Span, View};
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use super::{EmbeddedStore, given, keys};
use crate::store::{Answer, Given, SocialStore, Tie, Tied};
use crate::values::Uid;

#[async_trait]
impl SocialStore for EmbeddedStore {
    async fn tie(&self, from: Uid, tie: Tie, to: Uid, max: usize, given: Given) -> Answer<Tied> {
        self.decide(move |layer| make(layer, &Bond { from, tie, to }, max, &given)).await
    }

    async fn untie(&self, from: Uid, tie: Tie, to: Uid, given: Given) -> Answer<bool> {
        self.decide(move |layer| undo(layer, &Bond { from, tie, to }, &given)).await
    }

    async fn is_tied(&self, from: Uid, tie: Tie, to: Uid) -> Answer<bool> {
        self.look(|view| rows::is_there(view, &keys::tie(from, tie, to)))
    }

    async fn tied_to(
        &self,
        from: Uid,
        tie: Tie,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Vec<Uid>> {
        let first = after.map(|after| keys::tie(from, tie, after));
        self.look(|view| page(view, keys::ties(from, tie), first, limit))
    }

    async fn tied_from(
        &self,
        to: Uid,
        tie: Tie,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Vec<Uid>> {
        let first = after.map(|after| keys::tie_back(after, tie, to));
        self.look(|view| page(view, keys::ties_back(to, tie), first, limit))
    }
}

fn make(layer: &mut Layer<'_>, bond: &Bond, max: usize, given: &Given) -> Result<Tied, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    for end in [bond.from, bond.to] {
        if !rows::is_there(layer, &keys::account(end))? {
            return Ok(Tied::NoAccount);
        }
    }
    if rows::is_there(layer, &bond.key())? {
        return Ok(Tied::Already);
    }
    let own = keys::ties(bond.from, bond.tie);
    if rows::keys_in(layer, &own, Order::Ascending, max)?.len() >= max {
        return Ok(Tied::TooMany);
    }
    rows::add(layer, bond)?;
    given::ride(layer, given)?;
    Ok(Tied::Tied)
}

fn undo(layer: &mut Layer<'_>, bond: &Bond, given: &Given) -> Result<bool, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    let was = rows::is_there(layer, &bond.key())?;
    if was {
        rows::remove(layer, bond)?;
        given::ride(layer, given)?;
    }
    Ok(was)
}

/// The uids with which the keys of a span end, behind the key `after`.
fn page(
    view: &dyn View,
    all: Span,
    after: Option<Vec<u8>>,
    limit: usize,
) -> Result<Vec<Uid>, Fault> {
    let from = after.map_or(all.from, |key| keys::after(&key));
    let keys = rows::keys_in(view, &Span { from, to: all.to }, Order::Ascending, limit)?;
    Ok(keys.iter().filter_map(|key| keys::last_uid(key)).collect())
}

/// One tie between two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    pub from: Uid,
    pub tie: Tie,
    pub to: Uid,
}

impl Bond {
    /// The tie of a row of [`keys::Table::Tie`].
    pub fn of(key: &[u8]) -> Option<Bond> {
        let (from, to) = (keys::number_before_last(key)?, keys::last_number(key)?);
        Some(Bond { from: Uid(from), tie: keys::which_tie(key)?, to: Uid(to) })
    }

    /// The tie of a row of [`keys::Table::TieBack`].
    pub fn of_back(key: &[u8]) -> Option<Bond> {
        let Bond { from, tie, to } = Bond::of(key)?;
        Some(Bond { from: to, tie, to: from })
    }
}

impl Record for Bond {
    fn key(&self) -> Vec<u8> {
        keys::tie(self.from, self.tie, self.to)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.mark(self.key())?;
        rows.mark(keys::tie_back(self.from, self.tie, self.to))
    }
}
