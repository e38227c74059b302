//! Stop taking work, wait for work, cut.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What everything that works in the background holds a clone of.
///
/// When [`stopping_token`](Self::stopping_token) is cancelled a task takes no new work and ends
/// what it has; tasks that are still there when the time is up are cut.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    stop: CancellationToken,
    cut: CancellationToken,
    tasks: TaskTracker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every task ended by itself.
    Fully,
    /// Some were cut.
    Cut,
}

impl Lifecycle {
    /// Runs `work` until it ends or is cut; the stop waits for it.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let cut = self.cut.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = work => {}
                () = cut.cancelled() => {}
            }
        });
    }

    /// Is cancelled when no new work is to be taken.
    pub fn stopping_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    pub fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    /// Waits for the tasks, and after `patience` cuts those that are left.
    pub async fn drain(&self, patience: Duration) -> Drained {
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_ok() {
            return Drained::Fully;
        }
        self.cut.cancel();
        self.tasks.wait().await;
        Drained::Cut
    }
}

/// SIGTERM and SIGINT, which mean the same here: somebody wants this server to end.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub fn listen() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The next of them.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests;
