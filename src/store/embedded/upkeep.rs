//! What the store needs from time to time, and what it tells of itself.

use async_trait::async_trait;

use super::{EmbeddedStore, expiry};
use crate::store::{Answer, Health, Upkeep};
use crate::values::Millis;

#[async_trait]
impl Upkeep for EmbeddedStore {
    async fn sweep(&self, at: Millis, limit: usize) -> Answer<usize> {
        self.decide(move |layer| expiry::sweep(layer, at, limit)).await
    }

    async fn health(&self) -> Health {
        self.report()
    }

    async fn close(&self) {
        self.shut().await;
    }
}
