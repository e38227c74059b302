//! The port's nouns: the audit log. Its lines ride in the batch of what they tell of
//! ([`super::Given::act`]), so there is no act without its line and no line without its act.

use async_trait::async_trait;

use super::{Act, Answer};
use crate::values::Uid;

#[async_trait]
pub trait AuditStore: Send + Sync + 'static {
    /// Writes a line for an act that changes nothing in the store.
    async fn note_act(&self, act: Act) -> Answer<()>;

    /// The log, the newest first, each line with its number; those before `before`, and those
    /// about `subject` if one is named.
    async fn acts(
        &self,
        subject: Option<Uid>,
        before: Option<u64>,
        limit: usize,
    ) -> Answer<Vec<(u64, Act)>>;
}
