//! Pictures as files, named by the hash of what they hold: never by anything that somebody typed.

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use ring::digest::{SHA256, digest};

use super::home::{files_under, make_private_dir, private_file, sync_dir};
use super::{EmbeddedStore, pictures};
use crate::store::{Answer, AvatarId, FileStore, StoreError};
use crate::values::Millis;

#[async_trait]
impl FileStore for EmbeddedStore {
    async fn put_avatar(&self, picture: Bytes, at: Millis) -> Answer<AvatarId> {
        let id = name_of(&picture);
        self.decide(move |layer| pictures::expect(layer, id, at)).await?;
        let files = Arc::clone(&self.effects().files);
        let written = off_the_loop(move || files.put(id, &picture)).await?;
        written.map_err(|error| StoreError::Unavailable(format!("writing a picture: {error}")))?;
        Ok(id)
    }

    async fn avatar(&self, id: AvatarId) -> Answer<Option<Bytes>> {
        let files = Arc::clone(&self.effects().files);
        let read = off_the_loop(move || files.get(id)).await?;
        match read
            .map_err(|error| StoreError::Unavailable(format!("reading a picture: {error}")))?
        {
            Some(picture) if name_of(&picture) != id => {
                Err(StoreError::Damaged("a picture is not what was written".into()))
            }
            picture => Ok(picture),
        }
    }
}

impl EmbeddedStore {
    pub async fn all_pictures(&self) -> Answer<Vec<AvatarId>> {
        let files = Arc::clone(&self.effects().files);
        let listed = off_the_loop(move || files.all()).await?;
        listed.map_err(|error| StoreError::Unavailable(format!("listing the pictures: {error}")))
    }
}

/// Runs what waits for the disk where it keeps nobody else waiting.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| StoreError::Unknown("the work on a file was broken off".into()))
}

pub fn name_of(picture: &[u8]) -> AvatarId {
    let mut name = [0; 32];
    name.copy_from_slice(digest(&SHA256, picture).as_ref());
    AvatarId(name)
}

pub enum Files {
    Disk(Folder),
    Memory(Mutex<HashMap<AvatarId, Bytes>>),
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
    pub fn put(&self, id: AvatarId, picture: &Bytes) -> io::Result<()> {
        match self {
            Files::Disk(folder) => folder.put(id, picture),
            Files::Memory(pictures) => {
                let mut pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
                pictures.insert(id, picture.clone());
                Ok(())
            }
        }
    }

    pub fn get(&self, id: AvatarId) -> io::Result<Option<Bytes>> {
        match self {
            Files::Disk(folder) => folder.get(id),
            Files::Memory(pictures) => {
                let pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(pictures.get(&id).cloned())
            }
        }
    }

    /// Every picture that is there.
    pub fn all(&self) -> io::Result<Vec<AvatarId>> {
        match self {
            Files::Disk(folder) => folder.all(),
            Files::Memory(pictures) => {
                let pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(pictures.keys().copied().collect())
            }
        }
    }

    /// How many are not what was written. Reads all of them.
    pub fn damaged(&self) -> io::Result<usize> {
        let mut damaged = 0;
        for id in self.all()? {
            let is_whole = self.get(id)?.is_none_or(|picture| name_of(&picture) == id);
            damaged += usize::from(!is_whole);
        }
        Ok(damaged)
    }

    pub fn remove(&self, id: AvatarId) -> io::Result<()> {
        match self {
            Files::Disk(folder) => folder.remove(id),
            Files::Memory(pictures) => {
                pictures.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                Ok(())
            }
        }
    }
}

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

    /// The picture, if it is there and is what was written.
    pub fn intact(&self, id: AvatarId) -> io::Result<Option<Bytes>> {
        Ok(self.get(id)?.filter(|picture| name_of(picture) == id))
    }

    fn open(root: PathBuf) -> io::Result<Folder> {
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

    pub fn path(&self, id: AvatarId) -> PathBuf {
        let hex: String = id.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, rest) = hex.split_at(2);
        self.root.join(first).join(rest)
    }

    fn put(&self, id: AvatarId, picture: &[u8]) -> io::Result<()> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.root.join("unfinished").join(number.to_string());
        let put = self.write_and_move(&unfinished, &self.path(id), picture);
        if put.is_err() {
            // Best effort: the next start clears the folder.
            let _ = fs::remove_file(&unfinished);
        }
        put
    }

    /// A file has its name only when it is whole, and a name is durable when its folder is.
    fn write_and_move(&self, unfinished: &Path, path: &Path, picture: &[u8]) -> io::Result<()> {
        let mut file = private_file().create_new(true).open(unfinished)?;
        file.write_all(picture)?;
        file.sync_all()?;
        let folder = path.parent().unwrap_or(&self.root);
        make_private_dir(folder)?;
        sync_dir(&self.root)?;
        fs::rename(unfinished, path)?;
        sync_dir(folder)
    }

    fn get(&self, id: AvatarId) -> io::Result<Option<Bytes>> {
        match fs::read(self.path(id)) {
            Ok(picture) => Ok(Some(picture.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn all(&self) -> io::Result<Vec<AvatarId>> {
        Ok(files_under(&self.root)?.iter().filter_map(|path| self.picture_at(path)).collect())
    }

    /// The picture whose file this is; none if the file is another's.
    fn picture_at(&self, path: &Path) -> Option<AvatarId> {
        let name = path.strip_prefix(&self.root).ok()?.to_str()?.replace('/', "");
        let number = |at| u8::from_str_radix(name.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..name.len()).step_by(2).map(number).collect();
        let id = AvatarId(bytes?.try_into().ok()?);
        (self.path(id) == *path).then_some(id)
    }

    fn remove(&self, id: AvatarId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
