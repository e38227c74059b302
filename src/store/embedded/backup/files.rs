//! Copying the files. They are named by their content and never change, so a copy of a name is
//! the copy of one moment.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::store::embedded::folder::Folder;
use crate::store::embedded::home::{files_under, make_private_dir, private_file, sync_dir};

const FILES: &str = "files";
/// Below it lie files that are being written.
const UNFINISHED: &str = "unfinished";

/// The files of a backup.
pub fn folder(backup: &Path) -> Folder {
    Folder::at(backup.join(FILES))
}

/// Copies `files/` from one directory to another, durably. A file that vanishes meanwhile was one
/// that nobody was told of.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let from = from.join(FILES);
    for path in files_under(&from)? {
        let below = path.strip_prefix(&from).map_err(io::Error::other)?;
        if below.starts_with(UNFINISHED) {
            continue;
        }
        let target = to.join(FILES).join(below);
        if let Some(folder) = target.parent() {
            make_private_dir(folder)?;
        }
        match copy_file(&path, &target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => copied?,
        }
    }
    sync_dirs(&to.join(FILES))
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut target = private_file().create(true).truncate(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}

fn sync_dirs(dir: &Path) -> io::Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_dirs(&entry.path())?;
        }
    }
    sync_dir(dir)
}
