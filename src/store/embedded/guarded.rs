//! Opening an engine on files that may be damaged: it may panic, and it may never come back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::EngineKind;
use super::engine::{Engine, Fault};
use super::memory::Memory;
use super::redb::Redb;
use super::sled::Sled;

/// How often we say that it still goes on.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct HowToOpen {
    pub kind: EngineKind,
    pub cache_bytes: u64,
    /// An engine that needs longer than this is taken for damaged.
    pub open_limit: Duration,
}

/// Opens an engine in a thread of its own. What is left of one that does not come back stays in
/// that thread.
pub fn open_engine(how: &HowToOpen, dir: PathBuf) -> Result<Box<dyn Engine>, Fault> {
    let (done, opened) = sync_channel(1);
    let (kind, cache_bytes) = (how.kind, how.cache_bytes);
    std::thread::Builder::new().name("open store".into()).spawn(move || {
        let opened = catch_unwind(AssertUnwindSafe(|| open_kind(kind, &dir, cache_bytes)));
        let panicked = || Err(Fault::Damaged("the engine panicked while it read its files".into()));
        // Nobody waits any longer if this came too late.
        let _ = done.send(opened.unwrap_or_else(|_| panicked()));
    })?;

    let mut waited = Duration::ZERO;
    loop {
        match opened.recv_timeout(PATIENCE.min(how.open_limit - waited)) {
            Ok(opened) => return opened,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Fault::Damaged("the engine went away while it opened".into()));
            }
            Err(RecvTimeoutError::Timeout) => waited += PATIENCE.min(how.open_limit - waited),
        }
        if waited >= how.open_limit {
            return Err(Fault::Damaged(format!("the engine did not open within {waited:?}")));
        }
        tracing::info!(?waited, "the store is being read");
    }
}

fn open_kind(kind: EngineKind, dir: &Path, cache_bytes: u64) -> Result<Box<dyn Engine>, Fault> {
    Ok(match kind {
        EngineKind::Sled => Box::new(Sled::open(dir, cache_bytes)?),
        EngineKind::Redb => Box::new(Redb::open(dir, cache_bytes)?),
        EngineKind::Memory => Box::new(Memory::default()),
    })
}
