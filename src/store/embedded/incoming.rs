//! A file on its way in, a piece at a time.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use super::draft::Draft;
use super::files::{Files, off_the_loop};
use super::space::Space;
use crate::store::uploads::Incoming;
use crate::store::{Answer, FileHash, StoreError};

/// What is gathered before it is written: one trip to the disk, and what waits in memory for each
/// file that comes.
const AT_ONCE: usize = 256 * 1024;

pub struct Arriving {
    files: Arc<Files>,
    space: Option<Space>,
    gathered: BytesMut,
    /// Gone after a failure.
    draft: Option<Draft>,
    synced: Option<FileHash>,
}

impl Arriving {
    pub async fn begin(files: Arc<Files>, space: Option<Space>) -> Answer<Arriving> {
        let (place, room) = (Arc::clone(&files), space.clone());
        let begun = off_the_loop("beginning a file", move || {
            room_for_more(room.as_ref())?;
            place.begin()
        });
        let draft = Some(begun.await?);
        Ok(Arriving { files, space, gathered: BytesMut::new(), draft, synced: None })
    }

    /// Writes what was gathered, and whatever else is to be done about the draft.
    async fn flush<T: Send + 'static>(
        &mut self,
        then: impl FnOnce(&mut Draft) -> io::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let mut draft = self.draft.take().ok_or_else(no_draft)?;
        let (piece, space) = (self.gathered.split().freeze(), self.space.clone());
        let written = off_the_loop("writing a file", move || {
            room_for_more(space.as_ref())?;
            draft.write(&piece)?;
            let done = then(&mut draft)?;
            Ok((draft, done))
        });
        let (draft, done) = written.await?;
        self.draft = Some(draft);
        Ok(done)
    }
}

fn no_draft() -> StoreError {
    StoreError::Unavailable("the file could not be written before".into())
}

/// Files must not take the room that the store itself needs.
fn room_for_more(space: Option<&Space>) -> io::Result<()> {
    match space.and_then(Space::shortage) {
        Some(why) => Err(io::Error::new(io::ErrorKind::StorageFull, why)),
        None => Ok(()),
    }
}

#[async_trait]
impl Incoming for Arriving {
    async fn write(&mut self, piece: Bytes) -> Answer<()> {
        self.gathered.extend_from_slice(&piece);
        match self.gathered.len() < AT_ONCE {
            true => Ok(()),
            false => self.flush(|_| Ok(())).await,
        }
    }

    async fn sync(&mut self) -> Answer<(FileHash, u64)> {
        let (hash, bytes) = self.flush(Draft::sync).await?;
        self.synced = Some(hash);
        Ok((hash, bytes))
    }

    async fn place(mut self: Box<Self>) -> Answer<()> {
        let synced = self.draft.take().zip(self.synced);
        let (draft, hash) = synced.ok_or_else(no_draft)?;
        let files = Arc::clone(&self.files);
        off_the_loop("placing a file", move || files.place(draft, hash)).await
    }
}
