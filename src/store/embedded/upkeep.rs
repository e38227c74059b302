//! What the store needs from time to time, and what it tells of itself.

use std::time::Duration;

use async_trait::async_trait;

use super::{EmbeddedStore, census, expiry, wanted};
use crate::store::{Answer, Census, Health, StoreError, Upkeep};
use crate::values::Millis;

const CENSUS_KEPT: Duration = Duration::from_secs(60);
/// Writers who come meanwhile wait for so many at most.
const STRAYS_AT_ONCE: usize = 500;

#[async_trait]
impl Upkeep for EmbeddedStore {
    async fn sweep(&self, at: Millis, limit: usize) -> Answer<usize> {
        self.decide(move |layer| expiry::sweep(layer, at, limit)).await
    }

    async fn remove_strays(&self) -> Answer<usize> {
        let mut strays = 0;
        for some in self.all_files().await?.chunks(STRAYS_AT_ONCE) {
            let some = some.to_vec();
            strays += self.decide(move |layer| wanted::let_go(layer, &some)).await?;
        }
        Ok(strays)
    }

    async fn read_only(&self) -> Option<String> {
        self.refuses_writes()
    }

    async fn health(&self) -> Health {
        self.report_from_afar().await
    }

    async fn census(&self, at: Millis) -> Answer<Census> {
        let mut last = self.last_census.lock().await;
        if let Some((_, census)) = last.filter(|(taken, _)| at.since(*taken) < CENSUS_KEPT) {
            return Ok(census);
        }
        let slot = self.slot().clone();
        let taken = tokio::task::spawn_blocking(move || census::take(&slot)).await;
        let broken_off = |_| StoreError::Unavailable("counting was broken off".into());
        let census = taken.map_err(broken_off)??;
        *last = Some((at, census));
        Ok(census)
    }

    async fn close(&self) {
        self.shut().await;
    }
}
