//! Finding messages, the newest first, over all chats of a reader at once.
//!
//! Every chat has a place from which it is still to be searched, backwards. The chat whose place is
//! the newest takes the next step, of one block; so everything newer than the newest place has
//! been seen, and a search that has done its share can stop at any time and say where to go on.
//! Each step is a look of its own: nobody who writes waits for a whole search.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use super::index::{self, Block};
use super::keys::{self, ChatTable};
use super::log::{self, Known, Row};
use crate::store::chats::terms::Wanted;
use crate::store::chats::{Found, FoundAt, Hit, Query, Refusal, What};
use crate::store::embedded::engine::{Fault, Order, Span, View};
use crate::store::embedded::envelope;
use crate::values::{ChatId, Seq, Uid};

/// Blocks read in one call, and filters asked without reading.
const BLOCKS_READ_MAX: usize = 200;
const BLOCKS_ASKED_MAX: usize = 20_000;
/// Filters asked in one step.
const ASKED_AT_ONCE: usize = 200;

pub struct Search {
    reader: Uid,
    wanted: Wanted,
    limit: usize,
    /// Up to where each chat is still to be searched.
    places: BinaryHeap<FoundAt>,
    hits: Vec<(FoundAt, Hit)>,
    read: usize,
    asked: usize,
}

/// What one step has seen.
#[derive(Default)]
struct Seen {
    hits: Vec<(FoundAt, Hit)>,
    /// Where the chat is to be searched next.
    next: Option<FoundAt>,
    asked: usize,
    read: usize,
}

impl Search {
    pub fn new(reader: Uid, query: &Query) -> Search {
        let (wanted, limit) = (Wanted::of(&query.text), query.limit);
        Search { reader, wanted, limit, places: BinaryHeap::new(), hits: vec![], read: 0, asked: 0 }
    }

    /// Takes chats in, to be searched from `before` on; says why if one of them could not be.
    pub fn take_in(
        &mut self,
        view: &dyn View,
        chats: &[ChatId],
        before: Option<FoundAt>,
    ) -> Result<Result<(), Refusal>, Fault> {
        let mut taken = Ok(());
        for chat in chats.iter().copied() {
            match Known::about(view, chat, self.reader)?.scene().reach(self.reader) {
                Ok(reach) => self.places.extend(start(view, chat, reach, before)?),
                Err(refusal) => taken = Err(refusal),
            }
        }
        Ok(taken)
    }

    /// Is everything seen that the page can show, or has the search done its share?
    pub fn is_over(&self) -> bool {
        let Some(newest) = self.places.peek() else { return true };
        let enough = self.hits.iter().filter(|(at, _)| at > newest).count() >= self.limit;
        enough || self.read >= BLOCKS_READ_MAX || self.asked >= BLOCKS_ASKED_MAX
    }

    pub fn step(&mut self, view: &dyn View) -> Result<(), Fault> {
        let Some(place) = self.places.pop() else { return Ok(()) };
        // Somebody who has just been sent away finds what they could find before.
        let reach = Known::about(view, place.chat, self.reader)?.scene().reach(self.reader);
        let Ok(reach) = reach else { return Ok(()) };
        let seen = look_back(view, &self.wanted, place, reach)?;
        self.hits.extend(seen.hits);
        self.places.extend(seen.next);
        self.asked += seen.asked;
        self.read += seen.read;
        Ok(())
    }

    pub fn finish(mut self) -> Found {
        self.hits.sort_by(|(one, _), (other, _)| other.cmp(one));
        let newest = self.places.peek().copied();
        let seen = self.hits.iter().filter(|(at, _)| newest.is_none_or(|newest| *at > newest));
        let certain = seen.count();
        let shown = certain.min(self.limit);
        let rest = self.hits.len() > shown || newest.is_some();
        // Places are exclusive: what stands at `next` has been shown or is none of the hits.
        let next = match shown == self.limit {
            true => self.hits.get(shown.wrapping_sub(1)).map(|(at, _)| *at),
            false => newest.map(|place| FoundAt { seq: place.seq.next(), ..place }),
        };
        self.hits.truncate(shown);
        let hits = self.hits.into_iter().map(|(_, hit)| hit).collect();
        Found { hits, next: next.filter(|_| rest) }
    }
}

/// The newest event of a chat that is still to be searched.
fn start(
    view: &dyn View,
    chat: ChatId,
    reach: Seq,
    before: Option<FoundAt>,
) -> Result<Option<FoundAt>, Fault> {
    let place = |seq: Seq| -> Result<FoundAt, Fault> {
        Ok(FoundAt { at: log::must_row(view, chat, seq)?.at, chat, seq })
    };
    if reach == Seq::NONE {
        return Ok(None);
    }
    let newest = place(reach)?;
    let Some(before) = before.filter(|before| newest >= *before) else { return Ok(Some(newest)) };
    // Time never goes back within a chat, so the place can be found by halves.
    let (mut known_older, mut known_newer) = (Seq::NONE, reach);
    while known_newer.0 - known_older.0 > 1 {
        let middle = Seq(known_older.0.midpoint(known_newer.0));
        match place(middle)? < before {
            true => known_older = middle,
            false => known_newer = middle,
        }
    }
    if known_older == Seq::NONE { Ok(None) } else { place(known_older).map(Some) }
}

/// Passes over blocks that cannot hold what is wanted, and reads the first that may.
fn look_back(view: &dyn View, wanted: &Wanted, place: FoundAt, reach: Seq) -> Result<Seen, Fault> {
    let chat = place.chat;
    let mut seen = Seen::default();
    let mut last = place.seq.min(reach);
    while last > Seq::NONE && seen.asked < ASKED_AT_ONCE {
        let (first, block) = block_with(view, chat, last)?;
        seen.asked += 1;
        let next = first.previous();
        let may_hold =
            block.is_none_or(|block| wanted.terms.iter().all(|t| block.filter.may_hold(t)));
        if may_hold {
            seen.hits = hits_in(view, wanted, chat, (first, last), reach)?;
            seen.read = 1;
            last = next;
            break;
        }
        last = next;
    }
    if last > Seq::NONE {
        let at = log::must_row(view, chat, last)?.at;
        seen.next = Some(FoundAt { at, chat, seq: last });
    }
    Ok(seen)
}

/// The block in which `last` lies and where it begins; no block at the end of the log, which is
/// searched by the same number of events at a time.
fn block_with(view: &dyn View, chat: ChatId, last: Seq) -> Result<(Seq, Option<Block>), Fault> {
    let all = keys::of_chat(ChatTable::Block, chat);
    let span = Span { from: keys::block(chat, last), to: all.to };
    let mut found = None;
    view.scan(&span, Order::Ascending, &mut |key, sealed| {
        found = Some(envelope::open::<Block>(key, sealed));
        ControlFlow::Break(())
    })?;
    if let Some(block) = found.transpose()? {
        return Ok((block.first, Some(block)));
    }
    let unindexed = index::indexed_to(view, chat)?.next();
    Ok((unindexed.max(Seq(last.0.saturating_sub(index::BLOCK_EVENTS - 1).max(1))), None))
}

fn hits_in(
    view: &dyn View,
    wanted: &Wanted,
    chat: ChatId,
    range: (Seq, Seq),
    reach: Seq,
) -> Result<Vec<(FoundAt, Hit)>, Fault> {
    let mut matching = Vec::new();
    log::walk(view, chat, range, Order::Descending, &mut |seq, row| {
        if row.words().is_some_and(|words| wanted.matches(&words.text)) {
            matching.push((seq, row));
        }
        ControlFlow::Continue(())
    })?;
    let mut hits = Vec::new();
    for (seq, row) in matching {
        hits.extend(hit(view, chat, seq, row, reach)?);
    }
    Ok(hits)
}

/// A message is found by the words it has now, at the event that gave it these.
fn hit(
    view: &dyn View,
    chat: ChatId,
    seq: Seq,
    row: Row,
    reach: Seq,
) -> Result<Option<(FoundAt, Hit)>, Fault> {
    let message = match row.what {
        What::Edit { target, .. } => target,
        _ => seq,
    };
    let fate = log::fate(view, chat, message)?.unwrap_or_default();
    let current = fate.edits.iter().rev().find(|edit| **edit <= reach).copied().unwrap_or(message);
    if current != seq || fate.deleted.is_some() {
        return Ok(None);
    }
    let found_at = FoundAt { at: row.at, chat, seq };
    let text = row.words().map(|words| words.text.clone()).unwrap_or_default();
    let at = if message == seq { row.at } else { log::must_row(view, chat, message)?.at };
    Ok(Some((found_at, Hit { chat, seq: message, at, by: row.by, text })))
}
