//! What a store needs from time to time, and what it tells of itself.

use async_trait::async_trait;

use super::Answer;
use crate::values::Millis;

#[async_trait]
pub trait Upkeep: Send + Sync + 'static {
    /// Removes what has expired, at most `limit` records; says how many. Call again while it
    /// answers `limit`.
    async fn sweep(&self, at: Millis, limit: usize) -> Answer<usize>;

    async fn health(&self) -> Health;

    /// Finishes what was accepted, leaves a checkpoint so that the next start is quick, and
    /// refuses every later call.
    async fn close(&self);
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub engine: &'static str,
    /// `None` while writes are taken; otherwise why not.
    pub read_only: Option<String>,
    /// Something that an operator should look at although all goes on.
    pub alarm: Option<String>,
    pub free_bytes: u64,
    pub disk_bytes: u64,
    pub commits: u64,
    pub commands: u64,
    /// Times the disk confirmed a write (`fdatasync`).
    pub syncs: u64,
    pub waiting: u64,
}
