//! The port's nouns: chats.
//!
//! A chat is a log of events 1, 2, 3 … without a gap. Writing is appending; what else there is to
//! read (who is a member, what became of a message, how much is unread) is the fold of the log
//! and changes in the same batch.
//!
//! - [`deeds`]: what somebody wants to do; [`shown`]: what there is to see.
//! - [`records`]: events and the state they fold to.
//! - [`rights`]: who may do what; asked inside the decision, so that no right can be lost between
//!   the question and the deed.
//! - [`fold`]: what an event does to the state; one function, for the one who writes and for the
//!   one who checks.
//! - [`terms`]: words of a text as the search sees them.
//! - [`feed`]: what has become durable, in order, for delivery on this node.

mod deeds;
mod feed;
pub mod fold;
mod records;
pub mod rights;
mod shown;
pub mod terms;
#[cfg(test)]
mod tests;

pub use deeds::{Append, Deed, NewRoom, Quota, Quotas, Receipt, Refusal, Tag};
pub use feed::{Fed, Feed, Posted};
pub use records::{Chat, ChatRole, Event, Fate, Mark, Member, Person, Standing, What, Words};
pub use shown::{
    ChatsPage, DELETED_COUNTED_MAX, Entry, EventPage, Found, FoundAt, Hit, MENTIONS_COUNTED_MAX,
    Now, Place, PublicRoom, Query, Range, Reaction, Rooms, RoomsPage, Summary,
};

use std::sync::Arc;

use async_trait::async_trait;

use super::Answer;
use crate::values::{ChatId, Seq, Slug, Uid};

#[async_trait]
pub trait ChatStore: Send + Sync + 'static {
    /// Adds an event to a chat's log, if its author may at that moment; its number is the head's
    /// successor. A direct chat begins with its first message.
    ///
    /// A message is sent once: another with the same author, chat and id is answered with the
    /// first one's receipt if it says the same, and is a [`Refusal::Conflict`] if it does not.
    /// That is remembered as long as the log. A deed that changes nothing (who joins is in
    /// already, the reaction stands) adds nothing; the receipt names the head and says
    /// `duplicate`.
    async fn append(&self, append: Append) -> Answer<Result<Receipt, Refusal>>;

    /// Makes a room with its creator as owner and the invited as members, all at once. With an id,
    /// a repeat is answered with the first one's receipt, as for messages.
    async fn create_room(&self, new: NewRoom) -> Answer<Result<Receipt, Refusal>>;

    /// What `reader` sees of one chat.
    async fn chat(&self, reader: Uid, chat: ChatId) -> Answer<Result<Summary, Refusal>>;

    /// The chats in which `uid` is, most recently active first, those before `page.before`.
    async fn chats(&self, uid: Uid, page: ChatsPage) -> Answer<Vec<Summary>>;

    /// How far `reader` can read each of these chats: the last event, or for who has gone the one
    /// with which they went. In the order asked.
    async fn reaches(&self, reader: Uid, chats: Vec<ChatId>) -> Answer<Vec<Result<Seq, Refusal>>>;

    /// All chats in which `uid` is, with their heads.
    async fn memberships(&self, uid: Uid) -> Answer<Vec<(ChatId, Seq)>>;

    /// What `uid` is to the chat.
    async fn member(&self, chat: ChatId, uid: Uid) -> Answer<Option<Member>>;

    /// A piece of the log, ascending. Its length is bounded by the limit and by bytes, whichever is
    /// reached first; it holds at least one event if there is one.
    async fn events(
        &self,
        reader: Uid,
        chat: ChatId,
        range: Range,
        limit: usize,
    ) -> Answer<Result<EventPage, Refusal>>;

    /// The members with the names they have now, in order of uid, those after `after`.
    async fn members(
        &self,
        reader: Uid,
        chat: ChatId,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Result<Vec<(Person, ChatRole)>, Refusal>>;

    /// Public rooms in order of slug. A page may be short, or even empty, while its `next` says
    /// that there is more.
    async fn public_rooms(&self, page: RoomsPage) -> Answer<Rooms>;

    /// The room that has this slug, whoever may see it.
    async fn room_by_slug(&self, slug: &Slug) -> Answer<Option<ChatId>>;

    /// The messages that are pinned, in their order.
    async fn pins(&self, reader: Uid, chat: ChatId) -> Answer<Result<Vec<Seq>, Refusal>>;

    /// Notes that everything up to `seq` has been read; never takes that back. May lose its last
    /// moments in a crash. Says whether it was news.
    async fn mark_read(&self, uid: Uid, chat: ChatId, seq: Seq) -> Answer<Result<bool, Refusal>>;

    async fn mute(&self, uid: Uid, chat: ChatId, muted: bool) -> Answer<Result<(), Refusal>>;

    /// Messages in the reader's chats that hold all terms of the query, the newest first. A page
    /// may be short, or even empty, while its `next` says that there is more.
    async fn search(&self, reader: Uid, query: Query) -> Answer<Result<Found, Refusal>>;

    /// Brings the search's index up to date where it lags, a bounded piece at a time; says whether
    /// there is more to do. Searches are complete without it, but slower.
    async fn index_some(&self) -> Answer<bool>;

    /// Builds the search's index anew; says of how many chats.
    async fn rebuild_index(&self) -> Answer<u64>;

    /// All events that become durable from now on, in the order of the commits.
    fn feed(&self) -> Arc<Feed>;
}
