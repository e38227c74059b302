//! Saying it better.

use super::{Author, Chat, WriteError, text};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, Seq};

impl Chat {
    /// One's own messages alone.
    pub async fn edit(
        &self,
        by: Author,
        chat: ChatId,
        target: Seq,
        typed: &str,
    ) -> Result<Receipt, WriteError> {
        let text = text::accept("text", typed, self.house.settings.text_chars_max)?;
        let mentions = self.called(&text).await?;
        self.write(by, chat, Deed::Edit { target, text, mentions }).await
    }
}
