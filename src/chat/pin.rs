//! Putting something where everybody sees it.

use super::{Author, Chat, ReadError, WriteError};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, Seq, Uid};

impl Chat {
    /// In rooms for who moderates, in direct chats for both.
    pub async fn pin(
        &self,
        by: Author,
        chat: ChatId,
        target: Seq,
        on: bool,
    ) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Pin { target, on }).await
    }

    /// The messages that are pinned.
    pub async fn pins(&self, reader: Uid, chat: ChatId) -> Result<Vec<Seq>, ReadError> {
        Ok(self.house.chats.pins(reader, chat).await??)
    }
}
