//! sled 0.34, guarded. What sled does not promise by itself is added here; each line was measured
//! with power cuts, kills and flipped bits.
//!
//! - sled's `flush()` never reaches the drive on Linux: we `fdatasync` its file ourselves, through
//!   a descriptor of our own.
//! - A batch can be read before it is durable: the old values of its keys are laid over it, in
//!   the *shadow*, until the disk has confirmed it.
//! - What is larger than a quarter of a segment goes to files that sled never syncs: segments are
//!   2 MiB, and records are bounded far below ([`super::engine::MAX_VALUE_BYTES`]).
//! - `flush_async` deadlocks at a dozen concurrent calls: there is one committer and it blocks.
//! - A failed write can leave `flush()` waiting for ever: a long one is called again
//!   ([`super::stalls`]).
//! - A half-written snapshot makes every later open fail: it is removed before.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::engine::{Batch, Engine, Fault, Order, Span, View, Visit};
use super::layer::scan_over;
use super::stalls::Stalls;

/// It cannot be changed once a store has been made.
const SEGMENT_BYTES: usize = 2 * 1024 * 1024;
/// sled collects its dead segments only in this flush.
const FLUSH_EVERY_MS: u64 = 500;

/// A sound disk confirms in a hundredth of this.
const FLUSH_PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait for sled to let go of its file: ten seconds.
const CLOSING_TRIES_MAX: u32 = 2_000;
const CLOSING_PAUSE: Duration = Duration::from_millis(5);

pub struct Sled {
    // Dropped before `db`, of which it holds a handle.
    stalls: Stalls,
    db: ::sled::Db,
    dir: PathBuf,
    // Dropped after `db`, for which it waits.
    file: OwnFile,
    /// What the keys of a batch under way held before it; empty when none is.
    shadow: RwLock<Batch>,
    failed: AtomicBool,
    syncs: AtomicU64,
}

/// sled's own file, opened once more: the disk is asked to confirm through this descriptor, and it
/// keeps every write error since the open for us.
struct OwnFile(File);

impl Drop for OwnFile {
    /// sled's own threads may hold its lock for a moment longer than sled itself. A store that is
    /// closed can be opened again, and nobody writes to it any longer.
    fn drop(&mut self) {
        for _ in 0..CLOSING_TRIES_MAX {
            if self.0.try_lock().is_ok() {
                return;
            }
            std::thread::sleep(CLOSING_PAUSE);
        }
        tracing::warn!("sled has not let go of its file");
    }
}

impl Sled {
    pub fn open(dir: &Path, cache_bytes: u64) -> Result<Sled, Fault> {
        remove_half_written_snapshots(dir)?;
        let db = ::sled::Config::new()
            .path(dir)
            .mode(::sled::Mode::LowSpace)
            .segment_size(SEGMENT_BYTES)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .cache_capacity(cache_bytes)
            .open()?;
        let file = File::options().read(true).write(true).open(dir.join("db"))?;
        file.sync_all()?;
        File::open(dir.join("conf"))?.sync_all()?;
        File::open(dir)?.sync_all()?;
        let again = db.clone();
        let flush_again = move || {
            // Who waits for the first call is told how it ended.
            let _ = again.flush();
        };
        Ok(Sled {
            stalls: Stalls::of(flush_again, FLUSH_PATIENCE)?,
            db,
            dir: dir.to_path_buf(),
            file: OwnFile(file),
            shadow: RwLock::default(),
            failed: AtomicBool::new(false),
            syncs: AtomicU64::new(0),
        })
    }

    /// A commit whose last step, the disk's confirmation, is given.
    pub(super) fn commit_confirmed_by(
        &self,
        batch: &Batch,
        confirm: impl FnOnce() -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        // Set until all has gone well, so that a panic leaves it set too.
        if self.failed.swap(true, Ordering::SeqCst) {
            return Err(Fault::Io("an earlier commit failed".into()));
        }
        self.set_shadow(self.old_values(batch)?);
        self.apply(batch)?;
        confirm()?;
        // After a fault the shadow stays: nobody may see what the disk has not confirmed.
        self.set_shadow(Batch::new());
        self.failed.store(false, Ordering::SeqCst);
        Ok(())
    }

    fn apply(&self, batch: &Batch) -> Result<(), Fault> {
        let mut changes = ::sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => changes.insert(key.as_slice(), value.as_slice()),
                None => changes.remove(key.as_slice()),
            }
        }
        Ok(self.db.apply_batch(changes)?)
    }

    fn sync(&self) -> Result<(), Fault> {
        self.stalls.watch(|| self.db.flush())?;
        self.syncs.fetch_add(1, Ordering::Relaxed);
        Ok(self.file.0.sync_data()?)
    }

    fn set_shadow(&self, shadow: Batch) {
        *self.shadow.write().unwrap_or_else(PoisonError::into_inner) = shadow;
    }

    fn old_values(&self, batch: &Batch) -> Result<Batch, Fault> {
        let tree = Tree(&self.db);
        batch.keys().map(|key| Ok((key.clone(), tree.get(key)?))).collect()
    }
}

impl Engine for Sled {
    fn name(&self) -> &'static str {
        "sled"
    }

    fn read(&self, look: &mut dyn FnMut(&dyn View) -> Result<(), Fault>) -> Result<(), Fault> {
        // Held while `look` runs: a commit can neither begin nor end in the middle of it.
        let shadow = self.shadow.read().unwrap_or_else(PoisonError::into_inner);
        look(&Shaded { shadow: &shadow, tree: Tree(&self.db) })
    }

    fn commit(&self, batch: &Batch) -> Result<(), Fault> {
        self.commit_confirmed_by(batch, || self.sync())
    }

    fn checkpoint(&self) -> Result<(), Fault> {
        if self.failed.load(Ordering::SeqCst) { Ok(()) } else { self.sync() }
    }

    fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }

    fn alarm(&self) -> Option<String> {
        let strays = fs::read_dir(self.dir.join("blobs")).map_or(0, Iterator::count);
        (strays > 0).then(|| {
            format!("{strays} values lie in sled's blobs folder, which a power cut can break")
        })
    }
}

struct Shaded<'a> {
    shadow: &'a Batch,
    tree: Tree<'a>,
}

impl View for Shaded<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match self.shadow.get(key) {
            Some(old) => Ok(old.clone()),
            None => self.tree.get(key),
        }
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        scan_over(self.shadow, &self.tree, span, order, visit)
    }
}

struct Tree<'a>(&'a ::sled::Db);

impl View for Tree<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.get(key)?.map(|value| value.to_vec()))
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        let mut range = self.0.range(span.from.as_slice()..span.to.as_slice());
        while let Some(entry) = match order {
            Order::Ascending => range.next(),
            Order::Descending => range.next_back(),
        } {
            let (key, value) = entry?;
            if visit(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn remove_half_written_snapshots(dir: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl From<::sled::Error> for Fault {
    fn from(error: ::sled::Error) -> Fault {
        match error {
            ::sled::Error::Io(error) => error.into(),
            ::sled::Error::Unsupported(why) => Fault::Io(why),
            damage => Fault::Damaged(damage.to_string()),
        }
    }
}
