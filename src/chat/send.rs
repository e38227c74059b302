//! Saying something.

use std::collections::BTreeSet;

use super::{Author, Chat, Settings, WriteError, text};
use crate::store::chats::{Deed, Receipt};
use crate::values::{ChatId, ClientId, Seq, UploadId};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMessage {
    /// The client's own name for it, under which it can be sent again without being said twice.
    /// One is made if there is none.
    pub id: Option<ClientId>,
    pub text: String,
    pub reply_to: Option<Seq>,
    /// The author's uploads. With them the text may be empty.
    pub attachments: Vec<UploadId>,
}

impl Chat {
    /// Answers when the message is durable. A direct chat begins with its first message.
    pub async fn send(
        &self,
        by: Author,
        chat: ChatId,
        message: NewMessage,
    ) -> Result<Receipt, WriteError> {
        let Settings { text_chars_max, attachments_max: max, .. } = self.house.settings;
        let attachments = each_once(message.attachments);
        if attachments.len() > max {
            return Err(WriteError::TooManyAtOnce { field: "attachments", max });
        }
        let text = match text::accept("text", &message.text, text_chars_max) {
            Err(WriteError::Empty { .. }) if !attachments.is_empty() => String::new(),
            accepted => accepted?,
        };
        let mentions = self.called(&text).await?;
        let made = || ClientId::made(self.house.clock.now(), &*self.house.random);
        let id = message.id.unwrap_or_else(made);
        let reply_to = message.reply_to;
        self.write(by, chat, Deed::Send { id, text, mentions, reply_to, attachments }).await
    }
}

/// In their order.
fn each_once(ids: Vec<UploadId>) -> Vec<UploadId> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}
