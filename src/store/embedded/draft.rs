//! A file that is being written and has no name yet.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use ring::digest::{Context, SHA256};

use crate::store::FileHash;

pub struct Draft {
    content: Content,
    hashed: Context,
    bytes: u64,
}

enum Content {
    Disk(Unfinished),
    Memory(Vec<u8>),
}

/// Goes with its draft, unless it was given a name before.
struct Unfinished {
    file: File,
    path: PathBuf,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Best effort: the next start clears the folder.
        let _ = fs::remove_file(&self.path);
    }
}

impl Draft {
    pub fn on_disk(file: File, path: PathBuf) -> Draft {
        Draft::of(Content::Disk(Unfinished { file, path }))
    }

    pub fn in_memory() -> Draft {
        Draft::of(Content::Memory(Vec::new()))
    }

    fn of(content: Content) -> Draft {
        Draft { content, hashed: Context::new(&SHA256), bytes: 0 }
    }

    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        match &mut self.content {
            Content::Disk(unfinished) => unfinished.file.write_all(piece)?,
            Content::Memory(memory) => memory.extend_from_slice(piece),
        }
        self.hashed.update(piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// Everything that was written is on the disk.
    pub fn sync(&mut self) -> io::Result<(FileHash, u64)> {
        if let Content::Disk(unfinished) = &self.content {
            unfinished.file.sync_all()?;
        }
        Ok((finished(self.hashed.clone()), self.bytes))
    }

    /// Where it lies; none in memory.
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Disk(unfinished) => Some(&unfinished.path),
            Content::Memory(_) => None,
        }
    }

    pub fn into_memory(mut self) -> Bytes {
        match &mut self.content {
            Content::Disk(_) => Bytes::new(),
            Content::Memory(memory) => std::mem::take(memory).into(),
        }
    }
}

fn finished(hashed: Context) -> FileHash {
    let mut name = [0; 32];
    name.copy_from_slice(hashed.finish().as_ref());
    FileHash(name)
}

/// What a file is called that holds this.
pub fn hash_of(mut content: impl Read) -> io::Result<FileHash> {
    let mut hashed = Context::new(&SHA256);
    let mut piece = vec![0; 64 * 1024];
    loop {
        match content.read(&mut piece)? {
            0 => return Ok(finished(hashed)),
            read => hashed.update(&piece[..read]),
        }
    }
}
