//! What somebody has set for themselves in a chat.

use super::{Chat, ReadError};
use crate::values::{ChatId, Seq, Uid};

impl Chat {
    /// Everything up to `upto` has been read. Says whether that is news for the others.
    pub async fn read(&self, uid: Uid, chat: ChatId, upto: Seq) -> Result<bool, ReadError> {
        Ok(self.house.chats.mark_read(uid, chat, upto).await??)
    }

    pub async fn mute(&self, uid: Uid, chat: ChatId, muted: bool) -> Result<(), ReadError> {
        Ok(self.house.chats.mute(uid, chat, muted).await??)
    }
}
