//! What is too large for a record: pictures of people, and what people send to one another.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;

use super::draft::{Draft, hash_of};
use super::folder::Folder;
use super::{EmbeddedStore, wanted};
use crate::store::{Answer, FileHash, FileStore, StoreError};
use crate::values::Millis;

#[async_trait]
impl FileStore for EmbeddedStore {
    async fn put_avatar(&self, picture: Bytes, at: Millis) -> Answer<FileHash> {
        let id = name_of(&picture);
        self.decide(move |layer| wanted::expect(layer, id, at)).await?;
        let files = Arc::clone(&self.effects().files);
        off_the_loop("writing a picture", move || files.put(&picture)).await?;
        Ok(id)
    }

    async fn avatar(&self, id: FileHash) -> Answer<Option<Bytes>> {
        let files = Arc::clone(&self.effects().files);
        match off_the_loop("reading a picture", move || files.get(id)).await? {
            Some(picture) if name_of(&picture) != id => {
                Err(StoreError::Damaged("a picture is not what was written".into()))
            }
            picture => Ok(picture),
        }
    }
}

impl EmbeddedStore {
    pub async fn all_files(&self) -> Answer<Vec<FileHash>> {
        let files = Arc::clone(&self.effects().files);
        off_the_loop("listing the files", move || files.all()).await
    }
}

/// Runs what waits for the disk where it keeps nobody else waiting.
pub async fn off_the_loop<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|_| StoreError::Unknown(format!("{what} was broken off")))?;
    done.map_err(|error| StoreError::Unavailable(format!("{what}: {error}")))
}

pub fn name_of(content: &[u8]) -> FileHash {
    // Memory is read without errors.
    hash_of(content).unwrap_or(FileHash([0; 32]))
}

pub enum Files {
    Disk(Folder),
    Memory(Mutex<HashMap<FileHash, Bytes>>),
}

impl Default for Files {
    fn default() -> Files {
        Files::Memory(Mutex::default())
    }
}

impl Files {
    pub fn in_folder(folder: PathBuf) -> io::Result<Files> {
        Folder::open(folder).map(Files::Disk)
    }

    /// Durable when it answers.
    pub fn put(&self, content: &[u8]) -> io::Result<()> {
        let mut draft = self.begin()?;
        draft.write(content)?;
        let (id, _) = draft.sync()?;
        self.place(draft, id)
    }

    pub fn begin(&self) -> io::Result<Draft> {
        match self {
            Files::Disk(folder) => folder.begin(),
            Files::Memory(_) => Ok(Draft::in_memory()),
        }
    }

    /// Gives a draft that was synced the name of what it holds, durably.
    pub fn place(&self, draft: Draft, id: FileHash) -> io::Result<()> {
        match (self, draft.path()) {
            (Files::Disk(folder), Some(path)) => folder.place(path, id),
            (Files::Memory(files), _) => {
                locked(files).insert(id, draft.into_memory());
                Ok(())
            }
            (Files::Disk(_), None) => Err(io::Error::other("a draft of another store")),
        }
    }

    pub fn get(&self, id: FileHash) -> io::Result<Option<Bytes>> {
        match self {
            Files::Disk(folder) => folder.get(id),
            Files::Memory(files) => Ok(locked(files).get(&id).cloned()),
        }
    }

    pub fn piece(&self, id: FileHash, from: u64, length: usize) -> io::Result<Option<Bytes>> {
        match self {
            Files::Disk(folder) => folder.piece(id, from, length),
            Files::Memory(files) => Ok(locked(files).get(&id).map(|content| {
                let from = usize::try_from(from).unwrap_or(usize::MAX).min(content.len());
                content.slice(from..from.saturating_add(length).min(content.len()))
            })),
        }
    }

    /// Every file that is there.
    pub fn all(&self) -> io::Result<Vec<FileHash>> {
        match self {
            Files::Disk(folder) => folder.all(),
            Files::Memory(files) => Ok(locked(files).keys().copied().collect()),
        }
    }

    /// How many are not what was written. Reads all of them.
    pub fn damaged(&self) -> io::Result<usize> {
        let Files::Disk(folder) = self else { return Ok(0) };
        let mut damaged = 0;
        for id in folder.all()? {
            damaged += usize::from(folder.hash_at(id)?.is_some_and(|held| held != id));
        }
        Ok(damaged)
    }

    pub fn remove(&self, id: FileHash) -> io::Result<()> {
        match self {
            Files::Disk(folder) => folder.remove(id),
            Files::Memory(files) => {
                locked(files).remove(&id);
                Ok(())
            }
        }
    }
}

fn locked(files: &Mutex<HashMap<FileHash, Bytes>>) -> MutexGuard<'_, HashMap<FileHash, Bytes>> {
    files.lock().unwrap_or_else(PoisonError::into_inner)
}
