//! The port's nouns: what is too large for a record. A file is named by the hash of its content
//! and is durable before its name is told.

use async_trait::async_trait;
use bytes::Bytes;

use super::{Answer, FileHash};
use crate::values::Millis;

#[async_trait]
pub trait FileStore: Send + Sync + 'static {
    /// Written and synced when it answers. A picture that no account names within a day is
    /// removed by [`super::Upkeep::sweep`].
    async fn put_avatar(&self, picture: Bytes, at: Millis) -> Answer<FileHash>;

    async fn avatar(&self, id: FileHash) -> Answer<Option<Bytes>>;
}
