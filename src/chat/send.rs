//! Saying something.

use super::{Author, Chat, WriteError, text};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, ClientId, Seq};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The client's own name for it, under which it can be sent again without being said twice.
    /// One is made if there is none.
    pub id: Option<ClientId>,
    pub text: String,
    pub reply_to: Option<Seq>,
}

impl Chat {
    /// Answers when the message is durable. A direct chat begins with its first message.
    pub async fn send(
        &self,
        by: Author,
        chat: ChatId,
        message: NewMessage,
    ) -> Result<Receipt, WriteError> {
        let text = text::accept("text", &message.text, self.house.settings.text_chars_max)?;
        let mentions = self.called(&text).await?;
        let made = || ClientId::made(self.house.clock.now(), &*self.house.random);
        let id = message.id.unwrap_or_else(made);
        self.write(by, chat, Deed::Send { id, text, mentions, reply_to: message.reply_to }).await
    }
}
