//! The search's index: for every block of some dozens of events, a filter that tells which terms do
//! not occur in it. A block takes about a byte for every term, where a list of places would take
//! twenty; what the filter lets through is read and compared, so it can never be wrong, and what
//! is not in a block yet is read as well.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::keys::{self, ChatTable};
use super::{list, log};
use crate::store::chats::terms;
use crate::store::embedded::engine::{Fault, Order, View};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::rows;
use crate::values::{ChatId, Seq};

/// Events in a block.
pub const BLOCK_EVENTS: u64 = 64;
/// A block with this many terms ends early, so that its filter stays within a value.
const BLOCK_TERMS: usize = 6_000;
/// One place in a hundred is taken by chance.
const BITS_PER_TERM: usize = 10;
const BITS_MAX: usize = 96 * 1024;
const PLACES: u64 = 4;
/// Blocks built in one decision: others wait for it.
const BLOCKS_AT_ONCE: usize = 8;

/// Some events of a chat; the last one's number is in the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub first: Seq,
    pub filter: Filter,
}

/// Which terms may occur (a Bloom filter).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter(Vec<u64>);

impl Filter {
    pub fn of(terms: &BTreeSet<String>) -> Filter {
        let bits = (terms.len() * BITS_PER_TERM).clamp(64, BITS_MAX);
        let mut filter = Filter(vec![0; bits.div_ceil(64)]);
        for term in terms {
            for (word, bit) in filter.places(term).collect::<Vec<_>>() {
                filter.0[word] |= bit;
            }
        }
        filter
    }

    pub fn may_hold(&self, term: &str) -> bool {
        self.places(term).all(|(word, bit)| self.0.get(word).is_some_and(|bits| bits & bit != 0))
    }

    fn places(&self, term: &str) -> impl Iterator<Item = (usize, u64)> + use<> {
        let bits = (self.0.len() as u64 * 64).max(1);
        let hash = hash(term);
        // An odd stride never comes back to its start too soon.
        let stride = hash.rotate_left(32) | 1;
        (0..PLACES).map(move |n| {
            let place = hash.wrapping_add(n.wrapping_mul(stride)) % bits;
            ((place / 64) as usize, 1 << (place % 64))
        })
    }
}

/// FNV-1a with a finish: it lies on the disk, so it must be the same for ever.
fn hash(term: &str) -> u64 {
    let fnv = term.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// Does this event complete a block?
pub fn is_due(seq: Seq) -> bool {
    seq.0.is_multiple_of(BLOCK_EVENTS)
}

/// The last event that is in a block.
pub fn indexed_to(view: &dyn View, chat: ChatId) -> Result<Seq, Fault> {
    let span = keys::of_chat(ChatTable::Block, chat);
    let last = rows::keys_in(view, &span, Order::Descending, 1)?;
    Ok(last.first().map_or(Seq::NONE, |key| log::seq_of(key)))
}

/// Builds the next blocks of a chat; says whether there are more to build.
pub fn build(layer: &mut Layer<'_>, chat: ChatId) -> Result<bool, Fault> {
    let head = list::must_chat(layer, chat)?.head;
    for _ in 0..BLOCKS_AT_ONCE {
        let first = indexed_to(layer, chat)?.next();
        let Some((last, terms)) = gather(layer, chat, first, head)? else { return Ok(false) };
        let block = Block { first, filter: Filter::of(&terms) };
        rows::write(layer, keys::block(chat, last), &block)?;
    }
    Ok(true)
}

/// The terms of the next full block; none if the log is not long enough for one.
fn gather(
    view: &dyn View,
    chat: ChatId,
    first: Seq,
    head: Seq,
) -> Result<Option<(Seq, BTreeSet<String>)>, Fault> {
    let mut terms = BTreeSet::new();
    let mut full = None;
    log::walk(view, chat, (first, head), Order::Ascending, &mut |seq, row| {
        if let Some(words) = row.words() {
            terms.extend(terms::of_text(&words.text));
        }
        let enough = seq.0 + 1 - first.0 >= BLOCK_EVENTS || terms.len() >= BLOCK_TERMS;
        full = enough.then_some(seq);
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(full.map(|last| (last, terms)))
}

/// Forgets the blocks of a chat, some at a time; says whether there are more.
pub fn forget(layer: &mut Layer<'_>, chat: ChatId) -> Result<bool, Fault> {
    let span = keys::of_chat(ChatTable::Block, chat);
    let some = rows::keys_in(layer, &span, Order::Ascending, 1_000)?;
    let more = some.len() == 1_000;
    some.into_iter().for_each(|key| layer.remove(key));
    Ok(more)
}
