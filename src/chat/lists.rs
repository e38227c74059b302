//! Which chats there are for somebody.

use std::collections::HashSet;

use super::{Chat, ReadError};
use crate::store::StoreError;
use crate::store::chats::{ChatsPage, Place, Summary};
use crate::values::{ChatId, Seq, Uid};

impl Chat {
    /// Most recently active first. `without` are passed over: those that a resume has named.
    pub async fn chats(
        &self,
        uid: Uid,
        before: Option<Place>,
        without: HashSet<ChatId>,
        limit: usize,
    ) -> Result<Vec<Summary>, StoreError> {
        let page = ChatsPage { before, without, limit: self.page(limit) };
        self.house.chats.chats(uid, page).await
    }

    pub async fn summary(&self, reader: Uid, chat: ChatId) -> Result<Summary, ReadError> {
        Ok(self.house.chats.chat(reader, chat).await??)
    }

    /// All chats in which somebody is, and where their logs stand: what a connection listens to.
    pub async fn memberships(&self, uid: Uid) -> Result<Vec<(ChatId, Seq)>, StoreError> {
        self.house.chats.memberships(uid).await
    }
}
