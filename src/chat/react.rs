//! Saying it with a picture.

use super::{Author, Chat, WriteError};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, Emoji, Seq};

impl Chat {
    /// Puts a reaction there (`on`) or takes it away; one that stands already is no second one.
    pub async fn react(
        &self,
        by: Author,
        chat: ChatId,
        target: Seq,
        emoji: Emoji,
        on: bool,
    ) -> Result<Receipt, WriteError> {
        self.write(by, chat, Deed::React { target, emoji, on }).await
    }
}
