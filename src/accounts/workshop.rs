//! Work that takes a core for a while, away from the threads that serve.
//!
//! Only so much runs at once, and only so much waits: a flood is told to come back, and takes
//! neither the memory nor the cores from those who are talking.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

/// Too much work waits already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too much to do")]
pub struct Busy {
    pub retry_after: Duration,
}

/// By then at least some of those who wait have had their turn.
pub(super) const BUSY: Busy = Busy { retry_after: Duration::from_secs(1) };

pub(super) struct Workshop {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Workshop {
    pub(super) fn new(parallel: usize, waiting: usize) -> Workshop {
        let parallel = parallel.max(1);
        Workshop {
            admitted: Arc::new(Semaphore::new(parallel + waiting)),
            running: Arc::new(Semaphore::new(parallel)),
        }
    }

    /// The permits travel with the work: somebody who hangs up while waiting makes room at once,
    /// while being served only when the core is free again.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| BUSY)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| BUSY)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permits = (admitted, running);
            work()
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "a piece of work was not done");
            BUSY
        })
    }
}
