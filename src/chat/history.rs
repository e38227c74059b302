//! Reading a log, a page at a time.

use super::{Chat, ReadError};
use crate::store::chats::{EventPage, Range};
use crate::values::{ChatId, Uid};

impl Chat {
    /// A page of a chat's log, ascending, with what has become of each message. Who has gone reads
    /// up to the event with which they went.
    pub async fn history(
        &self,
        reader: Uid,
        chat: ChatId,
        range: Range,
        limit: usize,
    ) -> Result<EventPage, ReadError> {
        Ok(self.house.chats.events(reader, chat, range, self.page(limit)).await??)
    }

    pub(super) fn page(&self, limit: usize) -> usize {
        limit.clamp(1, self.house.settings.page_max)
    }
}
