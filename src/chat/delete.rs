//! Taking something back.

use super::{Author, Chat, WriteError};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, Seq};

impl Chat {
    /// One's own messages, and those of others for who moderates. The words are gone for good;
    /// that there was a message stays in the log.
    pub async fn delete(
        &self,
        by: Author,
        chat: ChatId,
        target: Seq,
    ) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::Delete { target }).await
    }
}
