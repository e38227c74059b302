//! Chats: logs, and the state that follows from them.
//!
//! - [`append`] and [`create`] write; [`deeds`] asks what must hold, [`state`] is where the fold
//!   writes to; [`depart`] takes somebody out of all rooms.
//! - [`log`], [`read`], [`list`]: reading.
//! - [`marks`], [`furthest`]: what has been read; [`index`], [`search`]: finding.
//! - [`check`]: is the log whole, and the state its fold? [`migrate`]: what older stores lack.

pub mod append;
pub mod check;
pub mod create;
pub mod deeds;
pub mod depart;
pub mod furthest;
pub mod index;
pub mod keys;
pub mod list;
pub mod log;
pub mod marks;
pub mod migrate;
pub mod read;
pub mod search;
pub mod state;
pub mod step;
#[cfg(test)]
mod tests;
pub mod ties;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use self::log::Known;
use self::marks::Marks;
use self::step::outcome;
use super::EmbeddedStore;
use crate::store::chats::{
    Append, ChatRole, ChatStore, ChatsPage, EventPage, Feed, Found, Member, NewRoom, Person, Query,
    Range, Receipt, Refusal, Rooms, RoomsPage, Summary,
};
use crate::store::{Answer, StoreError};
use crate::values::{ChatId, Seq, Slug, Uid};

/// What stands behind the chats in memory. All of it can be lost.
#[derive(Default)]
pub struct Backstage {
    pub feed: Arc<Feed>,
    pub marks: Arc<Marks>,
    index_due: Mutex<BTreeSet<ChatId>>,
}

/// A chat that is forgotten here comes again with its next block.
const INDEX_DUE_MAX: usize = 10_000;

impl Backstage {
    pub fn index_due(&self, chat: ChatId) {
        let mut due = self.index_due.lock().unwrap_or_else(PoisonError::into_inner);
        if due.len() < INDEX_DUE_MAX {
            due.insert(chat);
        }
    }

    fn next_due(&self) -> Option<ChatId> {
        self.index_due.lock().unwrap_or_else(PoisonError::into_inner).pop_first()
    }
}

/// Chats looked at in one look: whoever commits waits for it.
const CHATS_AT_ONCE: usize = 500;

#[async_trait]
impl ChatStore for EmbeddedStore {
    async fn append(&self, append: Append) -> Answer<Result<Receipt, Refusal>> {
        self.decide(move |layer| outcome(append::append(layer, append))).await
    }

    async fn create_room(&self, new: NewRoom) -> Answer<Result<Receipt, Refusal>> {
        self.decide(move |layer| outcome(create::create(layer, new))).await
    }

    async fn chat(&self, reader: Uid, chat: ChatId) -> Answer<Result<Summary, Refusal>> {
        let waiting = self.backstage().marks.waiting_around(reader, chat);
        self.look(|view| outcome(list::summary(view, waiting, reader, chat)))
    }

    async fn chats(&self, uid: Uid, page: ChatsPage) -> Answer<Vec<Summary>> {
        let mut places = Vec::new();
        for some in self.chats_of(uid)?.chunks(CHATS_AT_ONCE) {
            places.extend(self.look(|view| list::places(view, some, &page))?);
            tokio::task::yield_now().await;
        }
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.truncate(page.limit);
        let mut summaries = Vec::new();
        for place in places {
            // One that has gone meanwhile is no longer in the list.
            summaries.extend(self.chat(uid, place.chat).await?.ok());
        }
        Ok(summaries)
    }

    async fn reaches(&self, reader: Uid, chats: Vec<ChatId>) -> Answer<Vec<Result<Seq, Refusal>>> {
        let mut reaches = Vec::with_capacity(chats.len());
        for some in chats.chunks(CHATS_AT_ONCE) {
            self.look(|view| {
                for chat in some {
                    reaches.push(Known::about(view, *chat, reader)?.scene().reach(reader));
                }
                Ok(())
            })?;
            tokio::task::yield_now().await;
        }
        Ok(reaches)
    }

    async fn memberships(&self, uid: Uid) -> Answer<Vec<(ChatId, Seq)>> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map(|(chat, _)| *chat);
            let some = self.look(|view| list::memberships(view, uid, after, CHATS_AT_ONCE))?;
            let more = some.len() == CHATS_AT_ONCE;
            all.extend(some);
            if !more {
                return Ok(all);
            }
            tokio::task::yield_now().await;
        }
    }

    async fn member(&self, chat: ChatId, uid: Uid) -> Answer<Option<Member>> {
        self.look(|view| log::member(view, chat, uid))
    }

    async fn events(
        &self,
        reader: Uid,
        chat: ChatId,
        range: Range,
        limit: usize,
    ) -> Answer<Result<EventPage, Refusal>> {
        self.look(|view| outcome(read::events(view, reader, chat, range, limit)))
    }

    async fn members(
        &self,
        reader: Uid,
        chat: ChatId,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Result<Vec<(Person, ChatRole)>, Refusal>> {
        self.look(|view| outcome(read::members(view, reader, chat, after, limit)))
    }

    async fn public_rooms(&self, page: RoomsPage) -> Answer<Rooms> {
        self.look(|view| list::public_rooms(view, &page))
    }

    async fn room_by_slug(&self, slug: &Slug) -> Answer<Option<ChatId>> {
        self.look(|view| state::holder(view, slug))
    }

    async fn pins(&self, reader: Uid, chat: ChatId) -> Answer<Result<Vec<Seq>, Refusal>> {
        self.look(|view| outcome(read::pins(view, reader, chat)))
    }

    async fn mark_read(&self, uid: Uid, chat: ChatId, seq: Seq) -> Answer<Result<bool, Refusal>> {
        let marks = &self.backstage().marks;
        let waiting = marks.waiting(uid, chat);
        let news = self.look(|view| outcome(marks::news(view, waiting, uid, chat, seq)))?;
        let upto = match news {
            Ok(Some(upto)) => upto,
            Ok(None) => return Ok(Ok(false)),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let busy = || StoreError::Unavailable("too many read marks wait for the disk".into());
        if marks.wait(uid, chat, upto).ok_or_else(busy)? {
            let taker = Arc::clone(marks);
            if self.decide_lazily(move |layer| taker.take_along(layer)).is_err() {
                marks.nobody_came();
            }
        }
        Ok(Ok(true))
    }

    async fn mute(&self, uid: Uid, chat: ChatId, muted: bool) -> Answer<Result<(), Refusal>> {
        self.decide(move |layer| outcome(marks::mute(layer, uid, chat, muted))).await
    }

    async fn search(&self, reader: Uid, query: Query) -> Answer<Result<Found, Refusal>> {
        let chats = match query.chat {
            Some(chat) => vec![chat],
            None => self.chats_of(reader)?,
        };
        let mut search = search::Search::new(reader, &query);
        for some in chats.chunks(CHATS_AT_ONCE) {
            let taken = self.look(|view| search.take_in(view, some, query.before))?;
            match taken {
                Err(refusal) if query.chat.is_some() => return Ok(Err(refusal)),
                // From one of the others the reader has just been sent away.
                _ => tokio::task::yield_now().await,
            }
        }
        while !search.is_over() {
            self.look(|view| search.step(view))?;
            tokio::task::yield_now().await;
        }
        Ok(Ok(search.finish()))
    }

    async fn index_some(&self) -> Answer<bool> {
        let Some(chat) = self.backstage().next_due() else { return Ok(false) };
        if self.decide(move |layer| index::build(layer, chat)).await? {
            self.backstage().index_due(chat);
        }
        Ok(true)
    }

    async fn rebuild_index(&self) -> Answer<u64> {
        let mut last = None;
        let mut chats = 0;
        loop {
            let some = self.look(|view| log::all_chats(view, last, CHATS_AT_ONCE))?;
            for chat in some.iter().copied() {
                while self.decide(move |layer| index::forget(layer, chat)).await? {}
                while self.decide(move |layer| index::build(layer, chat)).await? {}
                chats += 1;
            }
            last = some.last().copied();
            if some.len() < CHATS_AT_ONCE {
                return Ok(chats);
            }
        }
    }

    fn feed(&self) -> Arc<Feed> {
        Arc::clone(&self.backstage().feed)
    }
}

impl EmbeddedStore {
    fn chats_of(&self, uid: Uid) -> Answer<Vec<ChatId>> {
        self.look(|view| log::chats_of(view, uid))
    }

    fn backstage(&self) -> &Backstage {
        &self.effects().chats
    }
}
