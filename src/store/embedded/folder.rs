//! A folder of files that are named by what they hold: never by anything that somebody typed.

use std::fs;
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use super::draft::{Draft, hash_of};
use super::home::{files_under, make_private_dir, private_file, sync_dir};
use crate::store::FileHash;

/// `ab/cdef…`, and `unfinished/` for what is still being written.
pub struct Folder {
    root: PathBuf,
    started: AtomicU64,
}

impl Folder {
    /// To read from: nothing is made or cleared away.
    pub fn at(root: PathBuf) -> Folder {
        Folder { root, started: AtomicU64::new(0) }
    }

    /// Whether the file is there and is what was written.
    pub fn is_intact(&self, id: FileHash) -> io::Result<bool> {
        Ok(self.hash_at(id)? == Some(id))
    }

    pub fn open(root: PathBuf) -> io::Result<Folder> {
        let unfinished = root.join("unfinished");
        // What a crash left half written was never told of.
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => (),
        }
        make_private_dir(&root)?;
        make_private_dir(&unfinished)?;
        sync_dir(&root)?;
        Ok(Folder::at(root))
    }

    pub fn path(&self, id: FileHash) -> PathBuf {
        let hex: String = id.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, rest) = hex.split_at(2);
        self.root.join(first).join(rest)
    }

    pub fn begin(&self) -> io::Result<Draft> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join("unfinished").join(number.to_string());
        let file = private_file().create_new(true).open(&path)?;
        Ok(Draft::on_disk(file, path))
    }

    /// A file has its name only when it is whole, and a name is durable when its folder is.
    pub fn place(&self, unfinished: &Path, id: FileHash) -> io::Result<()> {
        let path = self.path(id);
        let folder = path.parent().unwrap_or(&self.root);
        make_private_dir(folder)?;
        sync_dir(&self.root)?;
        fs::rename(unfinished, &path)?;
        sync_dir(folder)
    }

    pub fn get(&self, id: FileHash) -> io::Result<Option<Bytes>> {
        there(fs::read(self.path(id)).map(Bytes::from))
    }

    pub fn piece(&self, id: FileHash, from: u64, length: usize) -> io::Result<Option<Bytes>> {
        let Some(mut file) = there(fs::File::open(self.path(id)))? else { return Ok(None) };
        file.seek(SeekFrom::Start(from))?;
        let mut piece = Vec::with_capacity(length);
        file.take(length as u64).read_to_end(&mut piece)?;
        Ok(Some(piece.into()))
    }

    /// What the file holds, whatever its name says.
    pub fn hash_at(&self, id: FileHash) -> io::Result<Option<FileHash>> {
        match there(fs::File::open(self.path(id)))? {
            Some(file) => hash_of(file).map(Some),
            None => Ok(None),
        }
    }

    pub fn all(&self) -> io::Result<Vec<FileHash>> {
        Ok(files_under(&self.root)?.iter().filter_map(|path| self.file_at(path)).collect())
    }

    /// Whose name this is; none if it is not one of ours.
    fn file_at(&self, path: &Path) -> Option<FileHash> {
        let name = path.strip_prefix(&self.root).ok()?.to_str()?.replace('/', "");
        let number = |at| u8::from_str_radix(name.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..name.len()).step_by(2).map(number).collect();
        let id = FileHash(bytes?.try_into().ok()?);
        (self.path(id) == *path).then_some(id)
    }

    pub fn remove(&self, id: FileHash) -> io::Result<()> {
        there(fs::remove_file(self.path(id))).map(drop)
    }
}

/// That a file is not there is an answer.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}
