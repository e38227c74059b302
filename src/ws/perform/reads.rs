//! Requests that show something.

use std::collections::HashSet;

use super::{Done, Turn, bad};
use crate::accounts::Who;
use crate::chat::ReadError;
use crate::store::chats::{FoundAt, Place, Query, Range, Refusal, RoomsPage};
use crate::values::{ChatId, Millis, Seq, Slug, Uid};
use crate::ws::entry;
use crate::ws::frame::{From, Request};
use crate::ws::say::{self, Failure};

/// The most members on one page.
const MEMBERS: usize = 200;

impl Turn {
    pub(super) async fn show(&self, request: Request) -> Result<Done, Failure> {
        match request {
            Request::History { chat, from, limit } => {
                let range = match from {
                    From::Newest => Range::Newest,
                    From::Before(seq) => Range::Before(Seq(seq)),
                    From::After(seq) => Range::After(Seq(seq)),
                };
                self.history(self.chat(&chat).await?, range, limit).await?;
            }
            Request::Chats { before, limit } => self.chats(before, limit).await?,
            Request::Members { chat, after } => {
                self.members(self.chat(&chat).await?, after).await?;
            }
            Request::Rooms { text, after, limit } => self.rooms(text, after, limit).await?,
            Request::Watch { users } => self.watch(&users).await?,
            Request::Search { text, chat, before, limit } => {
                let chat = match chat {
                    Some(name) => Some(self.chat(&name).await?),
                    None => None,
                };
                let wrong = || bad("before", "must be the next of an earlier page");
                let before = before.map(|next| read_found_at(&next).ok_or_else(wrong));
                let before = before.transpose()?;
                self.search(Query { text, chat, before, limit }).await?;
            }
            _ => {}
        }
        Ok(Done::default())
    }

    async fn history(&self, chat: ChatId, range: Range, limit: usize) -> Result<(), Failure> {
        let page = self.seat.house.chat.history(self.uid(), chat, range, limit).await?;
        let events: Vec<_> = page.entries.iter().map(|entry| entry::shown(chat, entry)).collect();
        self.say(say::history(self.id(), chat, &events, page.head, page.more));
        Ok(())
    }

    async fn chats(&self, before: Option<String>, limit: usize) -> Result<(), Failure> {
        let wrong = || bad("before", "must be the next of an earlier page");
        let before = before.map(|next| read_place(&next).ok_or_else(wrong)).transpose()?;
        let page = self.seat.house.chat.chats(self.uid(), before, HashSet::new(), limit).await?;
        let last = page.last().filter(|_| page.len() >= limit);
        let next = last.map(|summary| write_place(summary.place()));
        let chats: Vec<_> = page.iter().map(entry::chat).collect();
        self.say(say::chats(self.id(), &chats, next.as_deref()));
        Ok(())
    }

    async fn members(&self, chat: ChatId, after: Option<u64>) -> Result<(), Failure> {
        let after = after.map(Uid);
        let members = self.seat.house.chat.members(self.uid(), chat, after, MEMBERS).await?;
        let shapes: Vec<_> = members
            .iter()
            .map(|member| entry::member(member, self.seat.house.hub.is_here(member.0.uid)))
            .collect();
        self.say(say::members(self.id(), chat, &shapes, members.len() >= MEMBERS));
        Ok(())
    }

    async fn rooms(
        &self,
        text: String,
        after: Option<String>,
        limit: usize,
    ) -> Result<(), Failure> {
        let wrong = |_| bad("after", "must be the next of an earlier page");
        let after = after.map(|next| Slug::parse(&next).map_err(wrong)).transpose()?;
        let found = self.seat.house.chat.public_rooms(RoomsPage { text, after, limit }).await?;
        let rooms: Vec<_> = found.rooms.iter().map(entry::room).collect();
        self.say(say::rooms(self.id(), &rooms, found.next.as_ref().map(Slug::as_str)));
        Ok(())
    }

    async fn watch(&self, users: &[String]) -> Result<(), Failure> {
        let hub = &self.seat.house.hub;
        for user in users {
            let uid = self.user(user).await?;
            let person = self.seat.house.accounts.person(&Who::Uid(uid)).await?;
            let person = person.ok_or(ReadError::from(Refusal::UnknownUser))?;
            if !hub.watch(&self.seat.link, uid) {
                return Err(bad("users", "one connection cannot watch so many"));
            }
            let name = person.username.as_ref().map_or(&*person.display_name, |name| name.shown());
            let here = hub.presence(uid);
            self.say(say::presence(uid, name, here.online, here.last_seen));
            hub.presence_told(uid);
        }
        self.say_ok();
        Ok(())
    }

    async fn search(&self, query: Query) -> Result<(), Failure> {
        let found = self.seat.house.chat.search(self.uid(), query).await?;
        let hits: Vec<_> = found.hits.iter().map(entry::hit).collect();
        let next = found.next.map(write_found_at);
        self.say(say::found(self.id(), &hits, next.as_deref()));
        Ok(())
    }
}

/// Places in lists, as texts that mean nothing to who carries them.
fn write_place(place: Place) -> String {
    format!("{} {}", place.active_at, place.chat)
}

fn read_place(text: &str) -> Option<Place> {
    let (at, chat) = text.split_once(' ')?;
    Some(Place { active_at: Millis(at.parse().ok()?), chat: ChatId::parse(chat)? })
}

fn write_found_at(found: FoundAt) -> String {
    format!("{} {} {}", found.at, found.chat, found.seq)
}

fn read_found_at(text: &str) -> Option<FoundAt> {
    let mut parts = text.splitn(3, ' ');
    let at = Millis(parts.next()?.parse().ok()?);
    let chat = ChatId::parse(parts.next()?)?;
    let seq = Seq::parse(parts.next()?)?;
    Some(FoundAt { at, chat, seq })
}
