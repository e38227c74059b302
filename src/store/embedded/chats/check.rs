//! Is every log whole, and is the state what its fold makes of it? The fold runs again, over a
//! layer with only the log under it, and what it wrote must be what lies in the tree.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::append::Sent;
use super::create::Made;
use super::furthest::{self, Furthest};
use super::keys::{self, ChatTable};
use super::log::{self, Row};
use super::state::LayerState;
use crate::store::chats::{Chat, Mark, What, fold};
use crate::store::embedded::asking::Asking;
use crate::store::embedded::engine::{Batch, Fault, Order, Span, View, Visit};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::{envelope, rows, uploads};
use crate::store::uploads::Place;
use crate::values::{ChatId, Seq, Uid};

/// Calls `found` with everything that does not fit, until it has enough.
pub fn look_through(
    asking: Asking<'_>,
    found: &mut dyn FnMut(String) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut last = None;
    loop {
        let chats = log::all_chats(asking.view(), last, 500)?;
        for chat in &chats {
            let wrong = asking.wrong(|view| match wrong_with(view, *chat) {
                Err(Fault::Damaged(what)) => Ok(Some(what)),
                other => other,
            })?;
            if let Some(what) = wrong
                && found(format!("chat {chat}: {what}")).is_break()
            {
                return Ok(());
            }
        }
        match chats.last() {
            Some(chat) => last = Some(*chat),
            None => break,
        }
    }
    for part in [strays, miscounted, misread, misnoted, misled] {
        if let Some(what) = asking.wrong(part)?
            && found(what).is_break()
        {
            break;
        }
    }
    Ok(())
}

/// The tables that are the fold of a chat's log and nothing else.
const FOLDED: [ChatTable; 7] = [
    ChatTable::Chat,
    ChatTable::Member,
    ChatTable::Fate,
    ChatTable::Pin,
    ChatTable::Deleted,
    ChatTable::Reacted,
    ChatTable::Call,
];

fn wrong_with(view: &dyn View, chat: ChatId) -> Result<Option<String>, Fault> {
    let log_alone = LogAlone(view);
    let mut scratch = Layer::over(&log_alone);
    let mut last = Seq::NONE;
    let mut messages = 0;
    let mut wrong = None;
    let span = (Seq(1), Seq(u64::MAX - 1));
    log::walk(view, chat, span, Order::Ascending, &mut |seq, row: Row| {
        messages += u64::from(matches!(row.what, What::Message { .. }));
        if seq != last.next() {
            wrong = Some(format!("event {} is followed by {seq}", last));
        } else if row.messages != messages {
            wrong = Some(format!("event {seq} counts {} messages of {messages}", row.messages));
        }
        last = seq;
        match unheld(view, chat, seq, &row.what) {
            Ok(true) => wrong = Some(format!("event {seq} has an attachment that is not its own")),
            Ok(false) => {}
            Err(fault) => wrong = Some(fault.to_string()),
        }
        let mut state = LayerState::of(&mut scratch, chat);
        if let Err(fault) = fold::apply(&mut state, chat, &row.event(seq)) {
            wrong = Some(fault.to_string());
        }
        if wrong.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if wrong.is_some() {
        return Ok(wrong);
    }
    if let Some(what) = differs(view, chat, &scratch.into_parts().0)? {
        return Ok(Some(what));
    }
    keys_without_event(view, chat, last)
}

/// Whether a message names an attachment that leads to no upload which it holds.
fn unheld(view: &dyn View, chat: ChatId, seq: Seq, what: &What) -> Result<bool, Fault> {
    let What::Message { attachments, .. } = what else { return Ok(false) };
    for attachment in attachments {
        let upload = uploads::read(view, attachment.id)?;
        let place = Place::Held { chat, seq };
        if !upload.is_some_and(|held| held.place == place && held.attachment == *attachment) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the fold wrote must lie there, and nothing else of the kind.
fn differs(view: &dyn View, chat: ChatId, folded: &Batch) -> Result<Option<String>, Fault> {
    let is_tally = |key: &[u8]| key.first() == Some(&(ChatTable::Tally as u8));
    for (key, value) in folded.iter().filter(|(key, _)| !is_tally(key)) {
        if value.is_some() && view.get(key)? != *value {
            let table = char::from(key[0]);
            return Ok(Some(format!("a row of `{table}` is not what the log says")));
        }
    }
    for table in FOLDED {
        let wanted: BTreeSet<&[u8]> = folded
            .iter()
            .filter(|(key, value)| value.is_some() && key[0] == table as u8)
            .map(|(key, _)| key.as_slice())
            .collect();
        let mut extra = 0;
        view.scan(&keys::of_chat(table, chat), Order::Ascending, &mut |key, _| {
            extra += u64::from(!wanted.contains(key));
            ControlFlow::Continue(())
        })?;
        if extra > 0 {
            return Ok(Some(format!("{extra} rows of {table:?} are not in the log")));
        }
    }
    Ok(None)
}

/// A client's id must stand for a message of its author under that id.
fn keys_without_event(view: &dyn View, chat: ChatId, head: Seq) -> Result<Option<String>, Fault> {
    let mut ids = 0;
    let mut fault = None;
    let mut wrong = None;
    view.scan(&keys::of_chat(ChatTable::Sent, chat), Order::Ascending, &mut |key, sealed| {
        ids += 1;
        match envelope::open::<Sent>(key, sealed) {
            Ok(sent) if sent.seq > head => wrong = Some("an id stands for no event".to_owned()),
            Ok(sent) => match log::row(view, chat, sent.seq) {
                Ok(Some(Row { what: What::Message { id, .. }, by, .. }))
                    if keys::sent(chat, by.uid, &id) == key => {}
                Ok(_) => wrong = Some("an id stands for an event that is not its own".to_owned()),
                Err(damage) => fault = Some(damage),
            },
            Err(damage) => fault = Some(damage),
        }
        let stop = wrong.is_some() || fault.is_some();
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    if wrong.is_none() && log::messages_up_to(view, chat, head)? != ids {
        wrong = Some("there are not as many ids as messages".to_owned());
    }
    Ok(wrong)
}

/// Rows of a chat that is not there.
fn strays(view: &dyn View) -> Result<Option<String>, Fault> {
    let others = [ChatTable::Event, ChatTable::Sent, ChatTable::Block, ChatTable::Furthest];
    let by_chat = FOLDED.into_iter().chain(others);
    for table in by_chat {
        let mut span = table.span();
        while let Some(key) = rows::keys_in(view, &span, Order::Ascending, 1)?.first() {
            let Some((chat, _)) = keys::chat_in(key) else {
                return Ok(Some(format!("a row of {table:?} names no chat")));
            };
            if log::chat(view, chat)?.is_none() {
                return Ok(Some(format!("a row of {table:?} belongs to no chat")));
            }
            span = Span { from: keys::of_chat(table, chat).to, to: span.to };
        }
    }
    Ok(None)
}

/// Memberships from the side of the members, and how many they are.
fn miscounted(view: &dyn View) -> Result<Option<String>, Fault> {
    let mut counted = std::collections::BTreeMap::<Uid, u64>::new();
    let keys = rows::keys_in(view, &ChatTable::Membership.span(), Order::Ascending, usize::MAX)?;
    for key in keys {
        let Some((uid, chat)) = keys::uid_and_chat(&key) else {
            return Ok(Some("a row of Membership cannot be read".into()));
        };
        let is_in = log::member(view, chat, uid)?.is_some_and(|member| member.role().is_some());
        if !is_in {
            return Ok(Some(format!("somebody is listed in {chat} who is not a member")));
        }
        *counted.entry(uid).or_default() += 1;
    }
    for (uid, count) in &counted {
        if log::tally(view, *uid)? != *count {
            return Ok(Some("somebody is in another number of chats than was counted".into()));
        }
    }
    Ok(None)
}

/// Read marks lie within their logs, count their messages as the log does, and are noted where they
/// are the furthest.
fn misread(view: &dyn View) -> Result<Option<String>, Fault> {
    for key in rows::keys_in(view, &ChatTable::Mark.span(), Order::Ascending, usize::MAX)? {
        let mark: Mark = rows::must_read(view, &key)?;
        let Some((uid, chat)) = keys::uid_and_chat(&key) else {
            return Ok(Some("a row of Mark cannot be read".into()));
        };
        if !is_noted(view, chat, uid, mark.read)? {
            return Ok(Some(format!("a read mark in {chat} is further than the furthest")));
        }
        let messages = match mark.read {
            Seq::NONE => Some(0),
            seq => log::row(view, chat, seq)?.map(|row| row.messages),
        };
        if messages != Some(mark.read_messages) {
            return Ok(Some(format!("a read mark in {chat} counts other messages than the log")));
        }
    }
    Ok(None)
}

/// Noting it once more must change nothing.
fn is_noted(view: &dyn View, chat: ChatId, uid: Uid, read: Seq) -> Result<bool, Fault> {
    if matches!(chat, ChatId::Direct(_)) || read == Seq::NONE {
        return Ok(true);
    }
    let noted = furthest::read(view, chat)?;
    let mut again = noted.clone();
    again.note(uid, read);
    Ok(again == noted)
}

/// What is noted as the furthest is somebody's mark.
fn misnoted(view: &dyn View) -> Result<Option<String>, Fault> {
    for key in rows::keys_in(view, &ChatTable::Furthest.span(), Order::Ascending, usize::MAX)? {
        let noted: Furthest = rows::must_read(view, &key)?;
        let Some((chat, _)) = keys::chat_in(&key) else {
            return Ok(Some("a row of Furthest names no chat".into()));
        };
        for (uid, read) in noted.readers() {
            if rows::read::<Mark>(view, &keys::mark(uid, chat))?.map(|mark| mark.read) != Some(read)
            {
                return Ok(Some(format!("the furthest mark in {chat} is nobody's")));
            }
        }
    }
    Ok(None)
}

/// Slugs lead to rooms that have them, the ids of clients to rooms that they made, and no room's
/// number will be given a second time.
fn misled(view: &dyn View) -> Result<Option<String>, Fault> {
    for table in [ChatTable::Slug, ChatTable::Public] {
        for key in rows::keys_in(view, &table.span(), Order::Ascending, usize::MAX)? {
            let id: ChatId = rows::must_read(view, &key)?;
            let slug = match log::chat(view, id)? {
                Some(Chat { slug: Some(slug), closed: false, .. }) => slug,
                _ => return Ok(Some("a slug leads to no open room that has one".into())),
            };
            if key[1..] != *slug.as_str().as_bytes() {
                return Ok(Some("a slug leads to a room with another one".into()));
            }
        }
    }
    for key in rows::keys_in(view, &ChatTable::Made.span(), Order::Ascending, usize::MAX)? {
        let made: Made = rows::must_read(view, &key)?;
        let creator = log::row(view, made.chat, Seq(1))?.map(|row| row.by.uid.0);
        if creator != keys::split_number(&key[1..]).map(|(creator, _)| creator) {
            return Ok(Some("a client's id leads to a room that it has not made".into()));
        }
    }
    let highest = rows::keys_in(view, &ChatTable::Chat.span(), Order::Descending, 1)?;
    let highest = highest.first().and_then(|key| keys::chat_in(key)).map(|(chat, _)| chat);
    let last = rows::read::<u64>(view, &keys::last_room())?.unwrap_or(0);
    Ok(match highest {
        Some(ChatId::Room(number)) if number > last => {
            Some("the number of a room will be given a second time".into())
        }
        _ => None,
    })
}

/// A tree in which nothing is but the logs, which the fold reads and does not write.
struct LogAlone<'a>(&'a dyn View);

impl View for LogAlone<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match ChatTable::of(key) {
            Some(ChatTable::Event) => self.0.get(key),
            _ => Ok(None),
        }
    }

    fn scan(&self, _: &Span, _: Order, _: Visit<'_>) -> Result<(), Fault> {
        Ok(())
    }
}
