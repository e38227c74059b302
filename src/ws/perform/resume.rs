//! From where a connection goes on.
//!
//! It first follows all its chats, which holds them; then the rules are asked where their logs
//! stand. What is delivered in between is noticed when the chats are pointed, so that nothing
//! falls between the reading and the listening.

use std::collections::HashSet;

use bytes::Bytes;

use super::{Done, Resuming, Turn};
use crate::store::StoreError;
use crate::values::{ChatId, Seq};
use crate::ws::entry;
use crate::ws::say::{self, Failure};
use crate::ws::seat::Seat;

/// Summaries in one frame.
const SUMMARIES: usize = 50;

/// Welcomes somebody to whom events flow from now on. Where the logs stand is read before the
/// welcome, and nothing is pushed before it: whatever is written after somebody was welcomed
/// reaches them.
pub async fn begin(seat: &Seat, welcome: Bytes) -> Result<(), StoreError> {
    let Seat { house, link, .. } = seat;
    follow_all(seat).await?;
    let heads = house.chat.memberships(seat.uid()).await?;
    link.answer(welcome);
    for (chat, head) in heads {
        house.hub.follow(link, chat);
        house.hub.point(link, chat, head.0, head.0);
    }
    house.hub.release(link);
    Ok(())
}

async fn follow_all(seat: &Seat) -> Result<(), StoreError> {
    let Seat { house, link, .. } = seat;
    house.hub.take_stock(link);
    for (chat, _) in house.chat.memberships(seat.uid()).await? {
        house.hub.follow(link, chat);
    }
    Ok(())
}

impl Turn {
    pub(super) async fn resume(&self, since: Vec<(String, u64)>) -> Result<Done, Failure> {
        let since = since.into_iter().map(|(name, seq)| (name, Seq(seq))).collect();
        let named = self.seat.house.chat.find_chats(self.uid(), since).await?;
        follow_all(&self.seat).await?;
        let resume = self.seat.house.chat.resume(self.uid(), named).await?;
        let mine: HashSet<ChatId> = self
            .seat
            .house
            .chat
            .memberships(self.uid())
            .await?
            .into_iter()
            .map(|(chat, _)| chat)
            .collect();
        let (hub, link) = (&self.seat.house.hub, &self.seat.link);
        let mut behind = Vec::new();
        for cursor in &resume.chats {
            let (chat, after, head) = (cursor.chat, cursor.after.0, cursor.head.0);
            hub.follow(link, chat);
            // Who has left a room reads on up to the leaving.
            let is_behind = match mine.contains(&chat) {
                true => hub.point(link, chat, after, head),
                false => hub.point_until(link, chat, after, head),
            };
            if is_behind {
                behind.push(chat);
            }
        }
        // A cursor beyond the end belongs to another log than ours, perhaps from before a restore:
        // those chats come as their summary, as if they had not been named.
        let known = resume.chats.iter().map(|cursor| cursor.chat).collect();
        behind.extend(self.show_summaries(known).await?);
        hub.release(link);
        Ok(Done { resuming: Some(Resuming { id: self.id.clone(), chats: behind }), wrote_to: None })
    }

    /// The chats that were not named, which go on from where their summary stands. Says which of
    /// them have gone on meanwhile.
    async fn show_summaries(&self, known: HashSet<ChatId>) -> Result<Vec<ChatId>, Failure> {
        let (hub, link) = (&self.seat.house.hub, &self.seat.link);
        let mut behind = Vec::new();
        let mut before = None;
        loop {
            let chat = &self.seat.house.chat;
            let page = chat.chats(self.uid(), before, known.clone(), SUMMARIES).await?;
            if !page.is_empty() {
                let chats: Vec<_> = page.iter().map(entry::chat).collect();
                self.say(say::chats(self.id(), &chats, None));
                link.flush();
            }
            // After the summary has been queued: nothing that is not in it may come before it.
            for summary in &page {
                let head = summary.head.0;
                hub.follow(link, summary.id);
                if hub.point(link, summary.id, head, head) {
                    behind.push(summary.id);
                }
            }
            let Some(last) = page.last().filter(|_| page.len() == SUMMARIES) else {
                return Ok(behind);
            };
            before = Some(last.place());
            // The connection does no more for a peer that does not read what it asked for.
            tokio::task::yield_now().await;
        }
    }
}
