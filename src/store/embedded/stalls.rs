//! A wait that may have been forgotten. When a write fails that sled makes on behalf of a batch,
//! sled notes the error and wakes nobody: who waits in `flush()` by then would wait for ever. But
//! whoever calls `flush()` after that meets the error and wakes all. So a `flush()` that takes long
//! is called once more from another thread, and again after twice as long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

pub struct Stalls {
    calls: Arc<Calls>,
    /// Taken when it is time to stop.
    going_on: Option<Sender<()>>,
    watching: Option<JoinHandle<()>>,
}

impl Stalls {
    /// Calls `again` whenever something that [`Stalls::watch`] runs takes longer than `patience`.
    pub fn of(
        again: impl Fn() + Clone + Send + 'static,
        patience: Duration,
    ) -> std::io::Result<Stalls> {
        let calls = Arc::new(Calls::default());
        let (going_on, stop) = channel();
        let watched = Arc::clone(&calls);
        let watch = move || look_after(&watched, &again, patience, &stop);
        let watching = Builder::new().name("watch sled".into()).spawn(watch)?;
        Ok(Stalls { calls, going_on: Some(going_on), watching: Some(watching) })
    }

    /// One at a time.
    pub fn watch<T>(&self, call: impl FnOnce() -> T) -> T {
        self.calls.0.fetch_add(1, Ordering::SeqCst);
        let _under_way = UnderWay(&self.calls);
        call()
    }
}

impl Drop for Stalls {
    /// Waits for the watching thread, because it holds on to sled.
    fn drop(&mut self) {
        self.going_on.take();
        if let Some(watching) = self.watching.take() {
            // It has nothing to tell.
            let _ = watching.join();
        }
    }
}

/// Counts beginnings and ends: odd while a call is under way.
#[derive(Default)]
struct Calls(AtomicU64);

struct UnderWay<'a>(&'a Calls);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn look_after(
    calls: &Calls,
    again: &(impl Fn() + Clone + Send + 'static),
    patience: Duration,
    stop: &Receiver<()>,
) {
    let (mut seen, mut pause) = (0, patience);
    while stop.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let now = calls.0.load(Ordering::SeqCst);
        let stalled = now == seen && now % 2 == 1;
        seen = now;
        pause = if stalled { pause * 2 } else { patience };
        if stalled {
            tracing::warn!("the disk takes long to confirm");
            // It may be forgotten in its turn, so nobody waits for it.
            if let Err(error) = Builder::new().name("wake sled".into()).spawn(again.clone()) {
                tracing::warn!(%error, "sled cannot be asked again");
            }
        }
    }
}
