//! What a store needs from time to time, and what it tells of itself.

use async_trait::async_trait;

use super::Answer;
use crate::values::Millis;

#[async_trait]
pub trait Upkeep: Send + Sync + 'static {
    /// Removes what has expired, at most `limit` records; says how many. Call again while it
    /// answers `limit`.
    async fn sweep(&self, at: Millis, limit: usize) -> Answer<usize>;

    /// Removes files that nobody uses and nobody is about to: those that a crash kept from going
    /// when the last one let go of them. Reads the name of every file, so it is for once in a
    /// while; says how many there were.
    async fn remove_strays(&self) -> Answer<usize>;

    /// Why no writes are taken, if that is so. Costs next to nothing.
    async fn read_only(&self) -> Option<String>;

    /// Looks at the directory too: not for every request.
    async fn health(&self) -> Health;

    /// How much there is of everything. Counting takes a while where there is much, so that what is
    /// answered may be a minute old.
    async fn census(&self, at: Millis) -> Answer<Census>;

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

/// Sessions that have expired and letters that were given up count until they are swept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub accounts: u64,
    pub sessions: u64,
    pub chats: u64,
    /// All that were ever sent, those deleted since among them.
    pub messages: u64,
    /// Files of messages, and those that wait for one.
    pub uploads: u64,
    /// What they take, as quotas count: the same file of two people counts twice.
    pub upload_bytes: u64,
    pub letters_waiting: u64,
    pub letters_given_up: u64,
}
