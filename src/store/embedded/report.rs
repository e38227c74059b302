//! What the store tells of itself.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;

use super::EmbeddedStore;
use super::home::files_under;
use super::space::{Space, measure};
use crate::store::Health;

impl EmbeddedStore {
    /// The committer learns of room only when somebody writes; whoever asks wants to know now.
    pub fn refuses_writes(&self) -> Option<String> {
        let shortage = || self.space.as_ref().and_then(Space::shortage);
        self.counters.read_only().or_else(shortage)
    }

    /// Looks at the counters, and through the directory, which has a file for every picture.
    pub fn report(&self) -> Health {
        self.report_with(self.directory().map(bytes_under))
    }

    /// The same, without keeping a thread that serves busy.
    pub async fn report_from_afar(&self) -> Health {
        let measured = match self.directory().map(Path::to_owned) {
            Some(dir) => tokio::task::spawn_blocking(move || bytes_under(&dir)).await.ok(),
            None => None,
        };
        self.report_with(measured)
    }

    fn report_with(&self, disk_bytes: Option<u64>) -> Health {
        let (engine, alarm) =
            self.slot.with(|engine| (engine.name(), engine.alarm())).unwrap_or(("none", None));
        Health {
            engine,
            read_only: self.refuses_writes(),
            alarm,
            free_bytes: self.directory().and_then(free_bytes).unwrap_or_default(),
            disk_bytes: disk_bytes.unwrap_or_default(),
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
