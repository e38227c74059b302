//! Files that people give to one another: whose they are, and which message holds them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use super::EmbeddedStore;
use super::chats::log::{self, Known};
use super::engine::{Fault, Order, View};
use super::files::off_the_loop;
use super::incoming::Arriving;
use super::keys;
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use super::wanted;
use crate::store::chats::What;
use crate::store::uploads::{
    Attachment, Incoming, Kept, NewUpload, Place, Upload, UploadStore, room_of,
};
use crate::store::{Answer, FileHash};
use crate::values::{ChatId, Millis, Seq, Uid, UploadId};

/// How long an upload waits for its message.
const WAITS: Duration = Duration::from_secs(24 * 3_600);

#[async_trait]
impl UploadStore for EmbeddedStore {
    async fn receive(&self) -> Answer<Box<dyn Incoming>> {
        let files = Arc::clone(&self.effects().files);
        Ok(Box::new(Arriving::begin(files, self.space().cloned()).await?))
    }

    async fn keep_upload(&self, mut file: Box<dyn Incoming>, new: NewUpload) -> Answer<Kept> {
        let (hash, bytes) = file.sync().await?;
        let (owner, at, room_max) = (new.owner, new.at, new.room_max);
        let fits = self.decide(move |layer| {
            let fits = has_room(layer, owner, room_of(bytes), room_max)?;
            if fits {
                wanted::expect(layer, hash, at)?;
            }
            Ok(fits)
        });
        if !fits.await? {
            return Ok(Kept::NoRoom);
        }
        file.place().await?;
        let NewUpload { id, name, media, size, .. } = new;
        let attachment = Attachment { id, name, media, bytes, size };
        let place = Place::Waiting { until: at + WAITS };
        let upload = Upload { owner, attachment, file: hash, at, place };
        self.decide(move |layer| keep(layer, upload, room_max)).await
    }

    async fn room_taken(&self, uid: Uid) -> Answer<u64> {
        self.look(|view| room_taken(view, uid))
    }

    async fn upload(&self, reader: Uid, id: UploadId, at: Millis) -> Answer<Option<Upload>> {
        self.look(|view| {
            let Some(upload) = read(view, id)? else { return Ok(None) };
            let may = may_read(view, &upload, reader, at)?;
            Ok(may.then_some(upload))
        })
    }

    async fn uploads(&self, uid: Uid, limit: usize) -> Answer<Vec<Upload>> {
        self.look(|view| {
            let own = rows::keys_in(view, &keys::uploads_of(uid), Order::Ascending, limit)?;
            own.iter()
                .filter_map(|key| keys::last_id(key))
                .map(|id| must(view, UploadId(id)))
                .collect()
        })
    }

    async fn piece(&self, file: FileHash, from: u64, length: usize) -> Answer<Option<Bytes>> {
        let files = Arc::clone(&self.effects().files);
        off_the_loop("reading a file", move || files.piece(file, from, length)).await
    }
}

fn may_read(view: &dyn View, upload: &Upload, reader: Uid, at: Millis) -> Result<bool, Fault> {
    match upload.place {
        Place::Waiting { until } => Ok(upload.owner == reader && at < until),
        Place::Held { .. } if upload.owner == reader => Ok(true),
        Place::Held { chat, seq } => {
            let reach = Known::about(view, chat, reader)?.scene().reach(reader);
            Ok(reach.is_ok_and(|reach| seq <= reach))
        }
    }
}

fn has_room(view: &dyn View, uid: Uid, more: u64, room_max: u64) -> Result<bool, Fault> {
    Ok(room_taken(view, uid)?.saturating_add(more) <= room_max)
}

pub fn room_taken(view: &dyn View, uid: Uid) -> Result<u64, Fault> {
    Ok(rows::read(view, &keys::upload_room(uid))?.unwrap_or(0))
}

fn set_room(layer: &mut Layer<'_>, uid: Uid, room: u64) -> Result<(), Fault> {
    match room {
        0 => {
            layer.remove(keys::upload_room(uid));
            Ok(())
        }
        room => rows::write(layer, keys::upload_room(uid), &room),
    }
}

/// Asked again, because others of theirs may have come meanwhile. The file of one that is refused
/// here goes when its lease ends.
fn keep(layer: &mut Layer<'_>, upload: Upload, room_max: u64) -> Result<Kept, Fault> {
    if !has_room(layer, upload.owner, upload.room(), room_max)? {
        return Ok(Kept::NoRoom);
    }
    rows::add(layer, &upload)?;
    wanted::take_up(layer, upload.file)?;
    let room = room_taken(layer, upload.owner)? + upload.room();
    set_room(layer, upload.owner, room)?;
    Ok(Kept::Kept(upload))
}

pub fn read(view: &dyn View, id: UploadId) -> Result<Option<Upload>, Fault> {
    rows::read(view, &keys::upload(id))
}

fn must(view: &dyn View, id: UploadId) -> Result<Upload, Fault> {
    rows::must_read(view, &keys::upload(id))
}

/// What `author` may put into a message now.
pub fn waiting(
    view: &dyn View,
    author: Uid,
    id: UploadId,
    at: Millis,
) -> Result<Option<Attachment>, Fault> {
    let waits = |upload: &Upload| {
        let in_time = matches!(upload.place, Place::Waiting { until } if at < until);
        in_time && upload.owner == author
    };
    Ok(read(view, id)?.filter(waits).map(|upload| upload.attachment))
}

/// A message holds these now.
pub fn hold(
    layer: &mut Layer<'_>,
    attachments: &[Attachment],
    chat: ChatId,
    seq: Seq,
) -> Result<(), Fault> {
    for attachment in attachments {
        let before = must(layer, attachment.id)?;
        let after = Upload { place: Place::Held { chat, seq }, ..before.clone() };
        rows::replace(layer, Some(&before), Some(&after))?;
    }
    Ok(())
}

/// The message that held these was deleted.
pub fn let_go(layer: &mut Layer<'_>, attachments: &[Attachment]) -> Result<(), Fault> {
    for attachment in attachments {
        let upload = must(layer, attachment.id)?;
        remove(layer, &upload)?;
    }
    Ok(())
}

pub fn remove(layer: &mut Layer<'_>, upload: &Upload) -> Result<(), Fault> {
    rows::remove(layer, upload)?;
    let room = room_taken(layer, upload.owner)?.saturating_sub(upload.room());
    set_room(layer, upload.owner, room)?;
    wanted::drop_if_unwanted(layer, upload.file)
}

/// Removes, with their owner's account, what no message holds: at most `limit`, and what is left
/// expires within a day. What messages hold stays with them, as their words do.
pub fn forget_waiting(layer: &mut Layer<'_>, owner: Uid, limit: usize) -> Result<(), Fault> {
    for key in rows::keys_in(layer, &keys::uploads_waiting(owner), Order::Ascending, limit)? {
        if let Some(id) = keys::last_id(&key) {
            let upload = must(layer, UploadId(id))?;
            remove(layer, &upload)?;
        }
    }
    Ok(())
}

/// What an upload asks of the log.
pub fn wrong_with(view: &dyn View, upload: &Upload) -> Result<Option<&'static str>, Fault> {
    let Place::Held { chat, seq } = upload.place else { return Ok(None) };
    let holds = match log::row(view, chat, seq)?.map(|row| row.what) {
        Some(What::Message { attachments, .. }) => attachments.contains(&upload.attachment),
        _ => false,
    };
    Ok((!holds).then_some("a message does not hold its upload"))
}

impl Record for Upload {
    fn key(&self) -> Vec<u8> {
        keys::upload(self.attachment.id)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        let id = self.attachment.id;
        rows.value(self.key(), self)?;
        rows.mark(keys::upload_use(self.file, id))?;
        match self.place {
            Place::Waiting { until } => {
                rows.mark(keys::upload_waiting(self.owner, id))?;
                rows.expires(until, &self.key())
            }
            Place::Held { .. } => rows.mark(keys::upload_held(self.owner, id)),
        }
    }
}
