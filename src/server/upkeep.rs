//! What has to be done from time to time.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::captcha::Captchas;
use crate::limits::Limits;
use crate::store::Store;
use crate::values::Clock;

const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Small enough that a writer who comes meanwhile waits for one batch of this size at most.
const SWEEP_AT_ONCE: usize = 500;
/// Searches are complete without the index, so it can wait for a quieter moment.
const INDEX_EVERY: Duration = Duration::from_secs(2);
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Removes what has expired, until `stopping`.
pub async fn sweep(store: Arc<dyn Store>, clock: Arc<dyn Clock>, stopping: CancellationToken) {
    while rest(SWEEP_EVERY, &stopping).await {
        loop {
            match store.sweep(clock.now(), SWEEP_AT_ONCE).await {
                Ok(removed) if removed == SWEEP_AT_ONCE && !stopping.is_cancelled() => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "what has expired could not be removed");
                    break;
                }
            }
        }
    }
}

/// Removes, once, what a crash before this start has left behind.
pub async fn tidy(store: Arc<dyn Store>) {
    match store.remove_strays().await {
        Ok(0) => {}
        Ok(strays) => tracing::info!(strays, "removed files that nobody uses"),
        Err(error) => tracing::warn!(%error, "files that nobody uses could not be removed"),
    }
}

/// Keeps the search's index up with what is said, until `stopping`.
pub async fn index(store: Arc<dyn Store>, stopping: CancellationToken) {
    while rest(INDEX_EVERY, &stopping).await {
        while !stopping.is_cancelled() {
            match store.index_some().await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(%error, "the search's index lags behind");
                    break;
                }
            }
        }
    }
}

/// Makes room in the limits and among the captchas, until `stopping`.
pub async fn forget(limits: Arc<Limits>, captchas: Arc<Captchas>, stopping: CancellationToken) {
    while rest(FORGET_EVERY, &stopping).await {
        limits.forget_idle();
        captchas.forget_expired();
    }
}

/// False when it is time to stop.
async fn rest(span: Duration, stopping: &CancellationToken) -> bool {
    tokio::time::timeout(span, stopping.cancelled()).await.is_err()
}
