//! Reading a log, a page at a time, and how its messages read now.

use std::ops::ControlFlow;

use super::keys;
use super::log::{self, Known};
use super::step::Step;
use crate::store::chats::fold::Reactor;
use crate::store::chats::{
    Entry, Event, EventPage, Fate, Member, Now, Range, Reaction, What, Words,
};
use crate::store::embedded::engine::{Fault, Order, View};
use crate::store::embedded::keys::last_number;
use crate::store::embedded::{keys as all_keys, rows};
use crate::values::{ChatId, Seq, Uid};

/// A page ends with the entry that makes it longer than this: two hundred messages of the longest
/// kind would be megabytes for every reader.
const PAGE_BYTES: usize = 128 * 1024;
/// What an entry takes beside its text, roughly.
const ENTRY_BYTES: usize = 160;

pub fn events(
    view: &dyn View,
    reader: Uid,
    chat: ChatId,
    range: Range,
    limit: usize,
) -> Step<EventPage> {
    let known = Known::about(view, chat, reader)?;
    let head = known.scene().reach(reader)?;
    let (first, last, order) = match range {
        Range::Newest => (Seq(1), head, Order::Descending),
        Range::Before(seq) => (Seq(1), head.min(seq.previous()), Order::Descending),
        Range::After(seq) => (seq.next(), head, Order::Ascending),
    };
    let events = piece(view, chat, (first, last), order, limit)?;
    let end = match order {
        Order::Ascending => last,
        Order::Descending => first,
    };
    let more = events.last().map_or(first <= last && limit == 0, |event| event.seq != end);
    let is_member = known.me.as_ref().and_then(Member::role).is_some();
    let entries: Result<Vec<Entry>, Fault> = events
        .into_iter()
        .map(|event| match is_member {
            true => entry(view, reader, chat, event),
            false => Ok(Entry { event, now: None }),
        })
        .collect();
    let mut entries = entries?;
    if order == Order::Descending {
        entries.reverse();
    }
    Ok(EventPage { entries, head, more })
}

/// At most `limit` events and so many bytes, in the order in which they are read.
fn piece(
    view: &dyn View,
    chat: ChatId,
    (first, last): (Seq, Seq),
    order: Order,
    limit: usize,
) -> Result<Vec<Event>, Fault> {
    let mut events = Vec::new();
    let mut bytes = 0;
    if first > last || limit == 0 {
        return Ok(events);
    }
    log::walk(view, chat, (first, last), order, &mut |seq, row| {
        let event = row.event(seq);
        bytes += ENTRY_BYTES + event.text_bytes();
        events.push(event);
        match events.len() < limit && bytes < PAGE_BYTES {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    Ok(events)
}

/// An event as a member reads it.
pub fn entry(view: &dyn View, reader: Uid, chat: ChatId, event: Event) -> Result<Entry, Fault> {
    let fate = match event.what {
        What::Message { .. } => log::fate(view, chat, event.seq)?,
        _ => None,
    };
    let now = fate.map(|fate| now(view, reader, chat, event.seq, fate)).transpose()?;
    Ok(Entry { event, now })
}

fn now(view: &dyn View, reader: Uid, chat: ChatId, message: Seq, fate: Fate) -> Result<Now, Fault> {
    let edited = match fate.edits.last() {
        Some(edit) => Some((*edit, words_at(view, chat, *edit)?)),
        None => None,
    };
    let mut reactions = Vec::new();
    for (emoji, count) in fate.reactions {
        let who = Reactor { message, emoji: &emoji, uid: reader };
        let mine = rows::is_there(view, &keys::reacted(chat, &who))?;
        reactions.push(Reaction { emoji, count, mine });
    }
    Ok(Now { edited, deleted: fate.deleted, reactions, pinned: fate.pinned.is_some() })
}

pub fn words_at(view: &dyn View, chat: ChatId, seq: Seq) -> Result<Words, Fault> {
    let row = log::must_row(view, chat, seq)?;
    Ok(row.words().cloned().unwrap_or_default())
}

pub fn pins(view: &dyn View, reader: Uid, chat: ChatId) -> Step<Vec<Seq>> {
    let known = Known::about(view, chat, reader)?;
    known.scene().reach(reader)?;
    if known.me.as_ref().and_then(Member::role).is_none() {
        return Ok(Vec::new());
    }
    let span = keys::of_chat(keys::ChatTable::Pin, chat);
    let keys = rows::keys_in(view, &span, Order::Ascending, usize::MAX)?;
    Ok(keys.iter().map(|key| log::seq_of(key)).collect())
}

/// The members behind `after`, under the names they have now.
pub fn members(
    view: &dyn View,
    reader: Uid,
    chat: ChatId,
    after: Option<Uid>,
    limit: usize,
) -> Step<Vec<(crate::store::chats::Person, crate::store::chats::ChatRole)>> {
    let known = Known::about(view, chat, reader)?;
    known.scene().reach(reader)?;
    if known.me.as_ref().and_then(Member::role).is_none() {
        return Err(crate::store::chats::Refusal::NotAMember.into());
    }
    let mut span = keys::of_chat(keys::ChatTable::Member, chat);
    if let Some(after) = after {
        span.from = all_keys::after(&keys::member(chat, after));
    }
    let mut found = Vec::new();
    let mut fault = None;
    view.scan(&span, Order::Ascending, &mut |key, sealed| {
        match crate::store::embedded::envelope::open::<Member>(key, sealed) {
            Ok(member) => found.extend(last_number(key).map(Uid).zip(member.role())),
            Err(damage) => fault = Some(damage),
        }
        match fault.is_none() && found.len() < limit {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    if let Some(fault) = fault {
        return Err(fault.into());
    }
    let named = found.into_iter().map(|(uid, role)| Ok((log::person(view, uid)?, role)));
    named.collect::<Result<_, Fault>>().map_err(Into::into)
}
