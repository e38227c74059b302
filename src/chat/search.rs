//! Finding what was said.

use super::{Chat, ReadError};
use crate::store::chats::terms::Wanted;
use crate::store::chats::{Found, Query};
use crate::values::Uid;

/// A query that is longer than a sentence finds nothing that a sentence would not.
const QUERY_CHARS_MAX: usize = 200;

impl Chat {
    /// In the chats that the caller can read, the newest first. A page may be short while its
    /// `next` says that there is more.
    pub async fn search(&self, reader: Uid, query: Query) -> Result<Found, ReadError> {
        let too_long = query.text.chars().nth(QUERY_CHARS_MAX).is_some();
        if too_long || Wanted::of(&query.text).is_empty() {
            return Err(ReadError::NothingToFind);
        }
        let query = Query { limit: self.page(query.limit), ..query };
        Ok(self.house.chats.search(reader, query).await??)
    }
}
