//! The data directory: one process at a time, readable by its owner alone.
//!
//! ```text
//! data/lock            held while a process uses the store
//! data/store.json      the marker: which engine, which schema, how far it surely got
//! data/sled/           the store itself, or
//! data/redb/
//! data/making/         a store that is being made or restored; not one yet
//! data/files/          what is too large for a record
//! data/secret.key      not the store's: see `tokens`; and control.sock: see `control`
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{EngineKind, OpenError};

pub struct Home {
    dir: PathBuf,
    /// Unlocked when it is closed, also by the death of the process.
    _lock: File,
}

impl Home {
    /// Makes the directory if need be, closes it to other people and takes its lock.
    pub fn take(dir: &Path) -> Result<Home, OpenError> {
        // Engines make files of their own, at times of their own: whatever mask the process was
        // started with, nobody else may read them.
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        make_private_dir(dir)?;
        sync_dir(dir.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new(".")))?;
        let lock = private_file().create(true).truncate(false).open(dir.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(dir.to_path_buf())),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let home = Home { dir: dir.to_path_buf(), _lock: lock };
        for kind in EngineKind::ALL {
            close_to_others(&home.engine_dir(kind))?;
        }
        Ok(home)
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn engine_dir(&self, kind: EngineKind) -> PathBuf {
        self.dir.join(kind.name())
    }

    /// The engine whose files are here, whatever the marker says.
    pub fn engine_present(&self) -> Option<EngineKind> {
        EngineKind::ALL.into_iter().find(|kind| self.engine_dir(*kind).exists())
    }

    /// Where a store is made. What an interrupted making has left there is not a store.
    pub fn making_dir(&self) -> io::Result<PathBuf> {
        let making = self.dir.join("making");
        match fs::remove_dir_all(&making) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => {
                make_private_dir(&making)?;
                Ok(making)
            }
        }
    }

    /// Gives a store that has been made, closed and synced its name. From now on it is one.
    pub fn made(&self, making: &Path, kind: EngineKind) -> io::Result<()> {
        fs::rename(making, self.engine_dir(kind))?;
        sync_dir(&self.dir)
    }
}

/// Is, or was, there a store in this directory? Looks without making anything.
pub fn holds_a_store(dir: &Path) -> bool {
    let engines = EngineKind::ALL.into_iter().map(EngineKind::name);
    engines.chain(["store.json"]).any(|name| dir.join(name).exists())
}

/// Writes a file whole or not at all, and durably.
pub fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let next = path.with_extension("next");
    let mut file = private_file().create(true).truncate(true).open(&next)?;
    io::Write::write_all(&mut file, content)?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    path.parent().map_or(Ok(()), sync_dir)
}

pub fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.write(true).mode(0o600);
    options
}

pub fn make_private_dir(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, Permissions::from_mode(0o700))
}

pub fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Files that an earlier start, or a copy, may have left open to others.
fn close_to_others(dir: &Path) -> io::Result<()> {
    for path in files_under(dir)? {
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// All files in a directory and those below it; none if it is not there.
pub fn files_under(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_under(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}
