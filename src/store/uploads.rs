//! The port's nouns: files that people give to one another.
//!
//! An upload belongs to who sent it and is for one message. Until a message holds it, it is kept
//! for a day; then as long as the message says it. Who may read the message may read the file, so
//! the rights of files are those of logs and cannot come apart from them.
//!
//! What two people send alike is one file on the disk ([`FileHash`]) and two uploads.

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Answer, FileHash};
use crate::values::{ChatId, FileName, MediaType, Millis, Seq, Uid, UploadId};

#[async_trait]
pub trait UploadStore: Send + Sync + 'static {
    /// Begins to take in a file; refused while the disk is too full.
    async fn receive(&self) -> Answer<Box<dyn Incoming>>;

    /// Keeps what has come in. The file and its record are durable when it answers.
    async fn keep_upload(&self, file: Box<dyn Incoming>, new: NewUpload) -> Answer<Kept>;

    /// How much room the uploads of `uid` take, as quotas count.
    async fn room_taken(&self, uid: Uid) -> Answer<u64>;

    /// An upload that `reader` may read: their own, and those that messages hold which they can
    /// read.
    async fn upload(&self, reader: Uid, id: UploadId, at: Millis) -> Answer<Option<Upload>>;

    /// The uploads of `uid`, at most `limit`.
    async fn uploads(&self, uid: Uid, limit: usize) -> Answer<Vec<Upload>>;

    /// A piece of a file, at most `length` bytes from the place `from` on; none if it has gone.
    async fn piece(&self, file: FileHash, from: u64, length: usize) -> Answer<Option<Bytes>>;
}

/// A file on its way in. One that is dropped before it is kept leaves nothing behind, and one that
/// a crash cut off is cleared away by the next start.
#[async_trait]
pub trait Incoming: Send {
    async fn write(&mut self, piece: Bytes) -> Answer<()>;

    /// Everything that was written is on the disk, under no name yet; says what it is.
    async fn sync(&mut self) -> Answer<(FileHash, u64)>;

    /// Gives it its name, durably. Only after [`Incoming::sync`].
    async fn place(self: Box<Self>) -> Answer<()>;
}

#[derive(Clone, Debug)]
pub struct NewUpload {
    pub id: UploadId,
    pub owner: Uid,
    pub name: FileName,
    pub media: MediaType,
    pub size: Option<PictureSize>,
    pub at: Millis,
    /// The room that all uploads of the owner may take.
    pub room_max: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    Kept(Upload),
    /// Its owner keeps too much already.
    NoRoom,
}

/// A file that somebody has sent us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub owner: Uid,
    pub attachment: Attachment,
    pub file: FileHash,
    pub at: Millis,
    pub place: Place,
}

/// Where an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In no message yet, and gone by then.
    Waiting { until: Millis },
    /// A message holds it.
    Held { chat: ChatId, seq: Seq },
}

/// A file as a message speaks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: UploadId,
    pub name: FileName,
    pub media: MediaType,
    pub bytes: u64,
    /// Of a picture that can be shown where it stands; nothing else has one.
    pub size: Option<PictureSize>,
}

/// As it is shown: a picture that lies on its side is measured upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSize {
    pub width: u32,
    pub height: u32,
}

impl Upload {
    /// What it takes of its owner's room. The smallest file has a block of the disk and a record
    /// of its own.
    pub fn room(&self) -> u64 {
        room_of(self.attachment.bytes)
    }
}

const LEAST_ROOM: u64 = 4096;

pub fn room_of(bytes: u64) -> u64 {
    bytes.max(LEAST_ROOM)
}
