//! The log itself, and looking at who and what it is about.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::keys::{self, ChatTable};
use crate::store::Profile;
use crate::store::chats::rights::Scene;
use crate::store::chats::{Chat, Event, Fate, Member, Person, What, Words};
use crate::store::embedded::engine::{Fault, Order, Span, View};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::{envelope, keys as all_keys, rows, uploads};
use crate::values::{ChatId, Millis, Seq, Uid, Username};

/// An event as it lies under its key, which tells its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub at: Millis,
    pub by: Person,
    pub what: What,
    /// How many messages there are up to here, this one counted: what a read mark is counted by.
    pub messages: u64,
}

impl Row {
    pub fn event(self, seq: Seq) -> Event {
        Event { seq, at: self.at, by: self.by, what: self.what }
    }

    pub fn words(&self) -> Option<&Words> {
        match &self.what {
            What::Message { words, .. } | What::Edit { words, .. } => Some(words),
            _ => None,
        }
    }
}

/// What there is to know before a right can be judged.
pub struct Known {
    pub id: ChatId,
    pub chat: Option<Chat>,
    pub me: Option<Member>,
}

impl Known {
    pub fn about(view: &dyn View, id: ChatId, me: Uid) -> Result<Known, Fault> {
        Ok(Known { id, chat: chat(view, id)?, me: member(view, id, me)? })
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene { id: self.id, chat: self.chat.as_ref(), me: self.me.as_ref() }
    }
}

pub fn chat(view: &dyn View, chat: ChatId) -> Result<Option<Chat>, Fault> {
    rows::read(view, &keys::chat(chat))
}

pub fn member(view: &dyn View, chat: ChatId, uid: Uid) -> Result<Option<Member>, Fault> {
    rows::read(view, &keys::member(chat, uid))
}

pub fn fate(view: &dyn View, chat: ChatId, message: Seq) -> Result<Option<Fate>, Fault> {
    rows::read(view, &keys::fate(chat, message))
}

pub fn row(view: &dyn View, chat: ChatId, seq: Seq) -> Result<Option<Row>, Fault> {
    rows::read(view, &keys::event(chat, seq))
}

pub fn must_row(view: &dyn View, chat: ChatId, seq: Seq) -> Result<Row, Fault> {
    rows::must_read(view, &keys::event(chat, seq))
}

/// How many messages there are up to and with `seq`.
pub fn messages_up_to(view: &dyn View, chat: ChatId, seq: Seq) -> Result<u64, Fault> {
    match seq {
        Seq::NONE => Ok(0),
        seq => Ok(must_row(view, chat, seq)?.messages),
    }
}

/// Visits the log from `first` to `last`, both counted, until it is told to stop.
pub fn walk(
    view: &dyn View,
    chat: ChatId,
    (first, last): (Seq, Seq),
    order: Order,
    visit: &mut dyn FnMut(Seq, Row) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let span = Span { from: keys::event(chat, first), to: keys::event(chat, last.next()) };
    let mut fault = None;
    view.scan(&span, order, &mut |key, sealed| match envelope::open(key, sealed) {
        Ok(row) => visit(seq_of(key), row),
        Err(damage) => {
            fault = Some(damage);
            ControlFlow::Break(())
        }
    })?;
    fault.map_or(Ok(()), Err)
}

/// The number with which a key ends.
pub fn seq_of(key: &[u8]) -> Seq {
    Seq(all_keys::last_number(key).unwrap_or(0))
}

/// Takes the words of a message and of its edits out of the log, and lets its attachments go.
pub fn erase(layer: &mut Layer<'_>, chat: ChatId, message: Seq) -> Result<(), Fault> {
    let edits = fate(layer, chat, message)?.unwrap_or_default().edits;
    for seq in edits.into_iter().chain([message]) {
        let mut row = must_row(layer, chat, seq)?;
        if let What::Message { words, .. } | What::Edit { words, .. } = &mut row.what {
            *words = Words::erased();
        }
        if let What::Message { attachments, .. } = &mut row.what {
            uploads::let_go(layer, &std::mem::take(attachments))?;
        }
        rows::write(layer, keys::event(chat, seq), &row)?;
    }
    Ok(())
}

/// The part of an account that the log names.
#[derive(Deserialize)]
struct Named {
    username: Option<Username>,
    active: bool,
    profile: Profile,
}

/// Somebody under the name they have now; none if they are gone or disabled.
pub fn active_person(view: &dyn View, uid: Uid) -> Result<Option<Person>, Fault> {
    let named = rows::read::<Named>(view, &all_keys::account(uid))?;
    Ok(named.filter(|named| named.active).map(|named| named.person(uid)))
}

/// Somebody under the name they have now; nameless if they are gone.
pub fn person(view: &dyn View, uid: Uid) -> Result<Person, Fault> {
    let named = rows::read::<Named>(view, &all_keys::account(uid))?;
    Ok(named.map_or(Person { uid, name: String::new() }, |named| named.person(uid)))
}

impl Named {
    fn person(self, uid: Uid) -> Person {
        let name = match self.username {
            Some(username) => username.shown().to_owned(),
            None => self.profile.display_name.chars().take(Username::CHARS_MAX).collect(),
        };
        Person { uid, name }
    }
}

/// In how many chats somebody is.
pub fn tally(view: &dyn View, uid: Uid) -> Result<u64, Fault> {
    Ok(rows::read(view, &keys::tally(uid))?.unwrap_or(0))
}

/// The chats in which somebody is.
pub fn chats_of(view: &dyn View, uid: Uid) -> Result<Vec<ChatId>, Fault> {
    let keys = rows::keys_in(view, &keys::memberships(uid), Order::Ascending, usize::MAX)?;
    Ok(keys.iter().filter_map(|key| keys::uid_and_chat(key)).map(|(_, chat)| chat).collect())
}

/// Every chat there is, those behind `after`, at most `limit`.
pub fn all_chats(
    view: &dyn View,
    after: Option<ChatId>,
    limit: usize,
) -> Result<Vec<ChatId>, Fault> {
    let all = ChatTable::Chat.span();
    let from = after.map_or(all.from, |chat| all_keys::after(&keys::chat(chat)));
    let keys = rows::keys_in(view, &Span { from, to: all.to }, Order::Ascending, limit)?;
    Ok(keys.iter().filter_map(|key| keys::chat_in(key)).map(|(chat, _)| chat).collect())
}
