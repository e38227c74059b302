//! What the store tells of itself.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;

use super::EmbeddedStore;
use super::home::files_under;
use super::space::{Space, measure};
use crate::store::Health;

impl EmbeddedStore {
    /// Looks at the counters, and at the directory: a handful of system calls.
    pub fn report(&self) -> Health {
        let (engine, alarm) =
            self.slot.with(|engine| (engine.name(), engine.alarm())).unwrap_or(("none", None));
        // The committer learns of room only when somebody writes; whoever asks wants to know now.
        let shortage = || self.space.as_ref().and_then(Space::shortage);
        Health {
            engine,
            read_only: self.counters.read_only().or_else(shortage),
            alarm,
            free_bytes: self.directory().and_then(free_bytes).unwrap_or_default(),
            disk_bytes: self.directory().map(bytes_under).unwrap_or_default(),
            commits: self.counters.commits.load(Relaxed),
            commands: self.counters.commands.load(Relaxed),
            syncs: self.slot.syncs(),
            waiting: self.counters.waiting.load(Relaxed),
        }
    }
}

fn free_bytes(dir: &Path) -> Option<u64> {
    measure(dir).ok().map(|(free, _)| free)
}

fn bytes_under(dir: &Path) -> u64 {
    let files = files_under(dir).unwrap_or_default();
    files.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
}
