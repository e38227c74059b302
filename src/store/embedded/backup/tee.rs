//! What flows from the committer into a backup while it runs.

use std::sync::{Mutex, PoisonError};

use crate::store::embedded::engine::Batch;

/// How much may wait for the backup's disk. Beyond it the backup fails; commits never wait for it.
const WAITING_BYTES_MAX: usize = 64 * 1024 * 1024;

#[derive(Default)]
pub struct Tee(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    batches: Vec<Batch>,
    bytes: usize,
    overflown: bool,
}

impl Tee {
    pub fn push(&self, batch: Batch) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |(key, value): (&Vec<u8>, &Option<Vec<u8>>)| {
            key.len() + value.as_ref().map_or(0, Vec::len)
        };
        waiting.bytes += batch.iter().map(size).sum::<usize>();
        waiting.overflown |= waiting.bytes > WAITING_BYTES_MAX;
        if waiting.overflown {
            waiting.batches.clear();
        } else {
            waiting.batches.push(batch);
        }
    }

    /// The batches that came since the last time, in order; `None` if some were lost.
    pub fn drain(&self) -> Option<Vec<Batch>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.overflown {
            return None;
        }
        waiting.bytes = 0;
        Some(std::mem::take(&mut waiting.batches))
    }
}

/// While it lives, no file is removed: the backup has not copied them yet.
pub struct FileHold;
