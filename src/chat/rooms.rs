//! Rooms: how they begin, what they are called, how they end.

use super::{Author, Chat, WriteError, text};
use crate::store::StoreError;
use crate::store::chats::{self, Deed, Receipt, Rooms, RoomsPage};
use crate::values::{ChatId, ClientId, Slug, Uid};

/// A room that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    /// Makes a repeat of the call answer as the first one did.
    pub id: Option<ClientId>,
    /// A room without one is found by its number alone.
    pub slug: Option<Slug>,
    /// The slug, if there is none.
    pub title: Option<String>,
    pub public: bool,
    pub members: Vec<Uid>,
}

impl Chat {
    /// The creator is its owner, and the members are in it from the beginning.
    pub async fn create(&self, by: Author, room: NewRoom) -> Result<Receipt, WriteError> {
        let max = self.house.settings.invited_max;
        if room.members.len() > max {
            return Err(WriteError::TooManyAtOnce { field: "members", max });
        }
        let slug = room.slug.as_ref().map(Slug::as_str).unwrap_or_default();
        let title = room.title.as_deref().unwrap_or(slug);
        let new = chats::NewRoom {
            creator: by.uid,
            id: room.id,
            title: self.accept_title(title)?,
            slug: room.slug,
            public: room.public,
            members: room.members,
            at: self.house.clock.now(),
            quotas: self.house.settings.quotas,
            tag: by.tag,
        };
        Ok(self.house.chats.create_room(new).await??)
    }

    /// Gives a room another title; for owners.
    pub async fn topic(
        &self,
        by: Author,
        chat: ChatId,
        title: &str,
    ) -> Result<Receipt, WriteError> {
        let title = self.accept_title(title)?;
        self.write(by, chat, Deed::Topic { title }).await
    }

    /// Ends a room, for owners. It can be read and left, and its slug is free again.
    pub async fn close(&self, by: Author, chat: ChatId) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Close).await
    }

    /// The rooms that anybody can join and whose slug or title holds a text, in order of slug. A
    /// page may be short while its `next` says that there is more.
    pub async fn public_rooms(&self, page: RoomsPage) -> Result<Rooms, StoreError> {
        let page = RoomsPage { limit: self.page(page.limit), ..page };
        self.house.chats.public_rooms(page).await
    }

    fn accept_title(&self, typed: &str) -> Result<String, WriteError> {
        text::accept_line("title", typed, self.house.settings.title_chars_max)
    }
}
