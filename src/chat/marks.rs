//! What somebody has set for themselves in a chat.

use super::{Chat, ReadError};
use crate::values::{ChatId, Seq, Uid};

impl Chat {
    /// Everything up to `upto` has been read. Says whether the others are to hear of it: if it is
    /// news, and from somebody who may be heard. Who may not has read all the same.
    pub async fn read(&self, uid: Uid, chat: ChatId, upto: Seq) -> Result<bool, ReadError> {
        let is_news = self.house.chats.mark_read(uid, chat, upto).await??;
        Ok(is_news && self.may_whisper(uid, chat).await.is_ok())
    }

    pub async fn mute(&self, uid: Uid, chat: ChatId, muted: bool) -> Result<(), ReadError> {
        Ok(self.house.chats.mute(uid, chat, muted).await??)
    }
}
