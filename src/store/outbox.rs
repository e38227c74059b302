//! The port's nouns: letters on their way. They are written by the calls that cause them
//! ([`super::Given::letter`]), in the same batch; this is the courier's side.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Notify;

use super::{Answer, Letter, LetterState};
use crate::values::{MailId, Millis};

#[async_trait]
pub trait OutboxStore: Send + Sync + 'static {
    /// Letters that wait and are due at `at`, the longest due first.
    async fn due_letters(&self, at: Millis, limit: usize) -> Answer<Vec<Letter>>;

    /// When the next waiting letter is due.
    async fn next_letter_due(&self) -> Answer<Option<Millis>>;

    /// Is told whenever a letter has become durable.
    fn letter_posted(&self) -> Arc<Notify>;

    /// The letter was handed over: forget it.
    async fn letter_sent(&self, id: MailId) -> Answer<()>;

    /// It could not be handed over. `Waiting` tries again at `due_at`; `GivenUp` keeps it for the
    /// operator to see, until thirty days after its `give_up_at`.
    async fn letter_failed(
        &self,
        id: MailId,
        error: &str,
        state: LetterState,
        due_at: Millis,
    ) -> Answer<()>;

    /// All letters still in the outbox, the newest first, those older than `before`.
    async fn letters(&self, before: Option<MailId>, limit: usize) -> Answer<Vec<Letter>>;
}
