//! Taking in files for messages, and giving them out again.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

use super::Chat;
use super::look::{self, HEAD_BYTES};
use crate::store::uploads::{Incoming, Kept, NewUpload, PictureSize};
use crate::store::{FileHash, StoreError, Upload};
use crate::values::{FileName, MediaType, Uid, UploadId};

/// What a deployment may set about files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSettings {
    /// Of one file.
    pub bytes_max: u64,
    /// All that one account keeps.
    pub room_max: u64,
    /// What files may be: `image/png`, `image/*`, `*/*`.
    pub media: Vec<String>,
    /// How long a file may take to arrive.
    pub patience: Duration,
    /// Files that come in at one time, each of which takes some memory and a place on the disk.
    pub at_once: usize,
    /// Those of one account.
    pub at_once_of_account: usize,
}

impl Default for UploadSettings {
    fn default() -> UploadSettings {
        UploadSettings {
            bytes_max: 20 << 20,
            room_max: 1 << 30,
            media: vec!["*/*".to_owned()],
            patience: Duration::from_secs(300),
            at_once: 256,
            // More than a message can have.
            at_once_of_account: 16,
        }
    }
}

/// A file as its sender describes it.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: FileName,
    pub declared: Option<MediaType>,
}

/// Why a file was not taken. Nothing is left of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadError<E> {
    #[error("the file stopped coming")]
    Interrupted(E),
    #[error("there is nothing in the file")]
    Empty,
    #[error("the file is larger than {bytes_max} bytes")]
    TooLarge { bytes_max: u64 },
    #[error("files of the type {0} are not taken here")]
    NotTaken(MediaType),
    #[error("all files of one account may take {room_max} bytes together")]
    NoRoom { room_max: u64 },
    #[error("too many files come in at once")]
    Busy,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Chat {
    /// Takes in a file while it comes. It is durable when this answers, and gone in a day if no
    /// message holds it by then.
    pub async fn upload<E>(
        &self,
        owner: Uid,
        file: NewFile,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Upload, UploadError<E>> {
        let settings = &self.house.settings.uploads;
        let (at_once, of_account) = (settings.at_once, settings.at_once_of_account);
        let _place = self.receiving.place(owner, at_once, of_account).ok_or(UploadError::Busy)?;
        let room_max = settings.room_max;
        // Who has no room left need not send it all to be told; the store judges again.
        if self.house.uploads.room_taken(owner).await? >= room_max {
            return Err(UploadError::NoRoom { room_max });
        }
        let mut incoming = self.house.uploads.receive().await?;
        let head = receive(&mut *incoming, content, settings.bytes_max).await?;
        let (media, size) = looked_at(head, file.declared).await?;
        if !settings.media.iter().any(|pattern| media.is_among(pattern)) {
            return Err(UploadError::NotTaken(media));
        }
        let at = self.house.clock.now();
        let id = UploadId::new(at, &*self.house.random);
        let new = NewUpload { id, owner, name: file.name, media, size, at, room_max };
        match self.house.uploads.keep_upload(incoming, new).await? {
            Kept::Kept(upload) => Ok(upload),
            Kept::NoRoom => Err(UploadError::NoRoom { room_max }),
        }
    }

    /// An upload that `reader` may read: their own, and those in messages that they can read.
    pub async fn find_upload(
        &self,
        reader: Uid,
        id: UploadId,
    ) -> Result<Option<Upload>, StoreError> {
        self.house.uploads.upload(reader, id, self.house.clock.now()).await
    }

    /// Some of somebody's own.
    pub async fn own_uploads(&self, uid: Uid, limit: usize) -> Result<Vec<Upload>, StoreError> {
        self.house.uploads.uploads(uid, limit).await
    }

    /// A piece of a file; none if it has gone meanwhile.
    pub async fn piece_of(
        &self,
        file: FileHash,
        from: u64,
        length: usize,
    ) -> Result<Option<Bytes>, StoreError> {
        self.house.uploads.piece(file, from, length).await
    }
}

/// Hands on what comes, and gives back how it began.
async fn receive<E>(
    incoming: &mut dyn Incoming,
    content: impl Stream<Item = Result<Bytes, E>>,
    bytes_max: u64,
) -> Result<BytesMut, UploadError<E>> {
    let mut content = std::pin::pin!(content);
    let mut head = BytesMut::new();
    let mut bytes = 0;
    while let Some(piece) = content.next().await {
        let piece = piece.map_err(UploadError::Interrupted)?;
        bytes += piece.len() as u64;
        if bytes > bytes_max {
            return Err(UploadError::TooLarge { bytes_max });
        }
        let wanted = (HEAD_BYTES - head.len()).min(piece.len());
        head.extend_from_slice(&piece[..wanted]);
        incoming.write(piece).await?;
    }
    match bytes {
        0 => Err(UploadError::Empty),
        _ => Ok(head),
    }
}

/// Off the async threads: a picture's head may have to be unpacked.
async fn looked_at(
    head: BytesMut,
    declared: Option<MediaType>,
) -> Result<(MediaType, Option<PictureSize>), StoreError> {
    let looked = tokio::task::spawn_blocking(move || look::look(&head, declared)).await;
    looked.map_err(|_| StoreError::Unavailable("looking at a file was broken off".into()))
}
