//! The promises of [`UploadStore`].

use bytes::Bytes;
use uuid::Uuid;

use super::house::*;
use super::talkers::{delete, direct, edit, send};
use crate::store::chats::*;
use crate::store::uploads::{Attachment, Incoming, Kept, NewUpload, UploadStore};
use crate::store::*;
use crate::values::*;

const TEA: &[u8] = b"a picture of tea";
const ROOM: u64 = 1 << 20;

impl House {
    async fn arrives(&self, content: &[u8]) -> Box<dyn Incoming> {
        let mut incoming = self.receive().await.unwrap();
        for piece in content.chunks(5) {
            incoming.write(Bytes::copy_from_slice(piece)).await.unwrap();
        }
        incoming
    }

    async fn keeps(&self, owner: Uid, content: &[u8], room_max: u64) -> Kept {
        let incoming = self.arrives(content).await;
        let new = NewUpload {
            id: UploadId(self.fresh_id()),
            owner,
            name: FileName::of("tea.png"),
            media: MediaType::unknown(),
            size: None,
            at: NOON,
            room_max,
        };
        self.keep_upload(incoming, new).await.unwrap()
    }

    pub async fn uploaded(&self, owner: Uid, content: &[u8]) -> Upload {
        match self.keeps(owner, content, ROOM).await {
            Kept::Kept(upload) => upload,
            Kept::NoRoom => panic!("there is room"),
        }
    }

    async fn content_of(&self, upload: &Upload) -> Option<Bytes> {
        self.piece(upload.file, 0, 1_000).await.unwrap()
    }

    async fn is_seen_by(&self, reader: Uid, upload: &Upload) -> bool {
        self.upload(reader, upload.attachment.id, NOON).await.unwrap().is_some()
    }

    async fn gives(
        &self,
        author: Uid,
        chat: ChatId,
        id: &str,
        uploads: &[&Upload],
    ) -> Result<Receipt, Refusal> {
        let Deed::Send { id, text, mentions, reply_to, .. } = send(id, "") else { panic!() };
        let attachments = uploads.iter().map(|upload| upload.attachment.id).collect();
        let deed = Deed::Send { id, text, mentions, reply_to, attachments };
        self.does(author, chat, deed).await
    }

    async fn attached(&self, reader: Uid, chat: ChatId, seq: Seq) -> Vec<Attachment> {
        let page = self.page(reader, chat, Range::After(seq.previous()), 1).await.unwrap();
        match &page.entries[0].event.what {
            What::Message { attachments, .. } => attachments.clone(),
            other => panic!("{other:?}"),
        }
    }
}

pub async fn an_upload_is_its_owners_until_a_message_holds_it(house: &House) {
    let [ann, bo, eve] = house.people(["ann", "bo", "eve"]).await;
    let upload = house.uploaded(ann, TEA).await;
    assert_eq!(house.content_of(&upload).await.unwrap(), TEA);
    assert_eq!(house.piece(upload.file, 2, 7).await.unwrap().unwrap(), &b"picture"[..]);
    assert_eq!(house.piece(upload.file, 999, 7).await.unwrap().unwrap(), &b""[..]);
    let who_sees = async || {
        let mut who = Vec::new();
        for (name, uid) in [("ann", ann), ("bo", bo), ("eve", eve)] {
            who.extend(house.is_seen_by(uid, &upload).await.then_some(name));
        }
        who
    };
    assert_eq!(who_sees().await, ["ann"]);
    let receipt = house.gives(ann, direct(ann, bo), "k1", &[&upload]).await.unwrap();
    assert_eq!(who_sees().await, ["ann", "bo"]);
    assert_eq!(
        house.attached(bo, receipt.chat, receipt.seq).await,
        std::slice::from_ref(&upload.attachment)
    );
    house.is_sound();
    assert_eq!(house.uploads(ann, 9).await.unwrap().len(), 1);
    assert_eq!(house.uploads(bo, 9).await.unwrap(), []);
}

pub async fn an_upload_is_for_one_message_of_its_owner(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    let chat = direct(ann, bo);
    let upload = house.uploaded(ann, TEA).await;
    let refused = Err(Refusal::UnknownUpload);
    assert_eq!(house.gives(bo, chat, "k1", &[&upload]).await, refused, "somebody else's");
    let first = house.gives(ann, chat, "k1", &[&upload]).await.unwrap();
    let again = house.gives(ann, chat, "k1", &[&upload]).await.unwrap();
    assert_eq!(again, Receipt { duplicate: true, ..first }, "sent twice is said once");
    assert_eq!(house.gives(ann, chat, "k2", &[&upload]).await, refused, "it is in a message");
    assert_eq!(house.gives(ann, chat, "k1", &[]).await, Err(Refusal::Conflict));
    let mut unknown = upload.clone();
    unknown.attachment.id = UploadId(Uuid::from_u128(99));
    assert_eq!(house.gives(ann, chat, "k3", &[&unknown]).await, refused);
}

pub async fn who_was_sent_away_keeps_the_files_of_what_they_can_read(house: &House) {
    let [ann, bo, eve] = house.people(["ann", "bo", "eve"]).await;
    let room = house.room(ann, "tea", true, &[bo]).await;
    let (before, after) = (house.uploaded(ann, TEA).await, house.uploaded(ann, b"later").await);
    house.gives(ann, room, "k1", &[&before]).await.unwrap();
    house.does(ann, room, Deed::Kick { user: bo }).await.unwrap();
    house.gives(ann, room, "k2", &[&after]).await.unwrap();
    assert!(house.is_seen_by(bo, &before).await);
    assert!(!house.is_seen_by(bo, &after).await);
    // Anybody may join the room; who has not reads nothing of it.
    assert!(!house.is_seen_by(eve, &before).await);
}

pub async fn what_is_deleted_takes_its_files_with_it(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    let chat = direct(ann, bo);
    let (one, other) = (house.uploaded(ann, TEA).await, house.uploaded(bo, TEA).await);
    assert_eq!(one.file, other.file, "alike on the disk");
    let sent = house.gives(ann, chat, "k1", &[&one]).await.unwrap();
    house.gives(bo, chat, "k2", &[&other]).await.unwrap();
    house.does(ann, chat, edit(sent.seq.0, "tea")).await.unwrap();
    assert!(house.is_seen_by(bo, &one).await, "an edit takes nothing away");

    house.does(ann, chat, delete(sent.seq.0)).await.unwrap();
    for uid in [ann, bo] {
        assert!(!house.is_seen_by(uid, &one).await);
    }
    assert_eq!(house.attached(bo, chat, sent.seq).await, []);
    assert_eq!(house.room_taken(ann).await, Ok(0));
    assert!(house.content_of(&other).await.is_some(), "the other message has it still");
    house.is_sound();
    house.does(bo, chat, delete(2)).await.unwrap();
    assert_eq!(house.content_of(&other).await, None);
}

pub async fn what_nobody_sends_goes_after_a_day(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    let (waits, sent) = (house.uploaded(ann, TEA).await, house.uploaded(ann, b"sent").await);
    house.gives(ann, direct(ann, bo), "k1", &[&sent]).await.unwrap();
    let id = waits.attachment.id;
    assert_eq!(house.upload(ann, id, NOON + DAY).await, Ok(None), "before it is swept, too");
    assert_eq!(house.sweep(NOON + DAY, 9).await, Ok(1));
    assert_eq!(house.content_of(&waits).await, None);
    assert_eq!(house.content_of(&sent).await.unwrap(), &b"sent"[..]);
    assert_eq!(
        house.gives(ann, direct(ann, bo), "k2", &[&waits]).await,
        Err(Refusal::UnknownUpload)
    );
}

pub async fn an_account_has_its_share_of_room(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    // The smallest file counts as a block of the disk.
    let room = 2 * 4096;
    let first = house.uploaded(ann, TEA).await;
    assert!(matches!(house.keeps(ann, &[7; 4097], room).await, Kept::NoRoom));
    house.is_sound();
    assert!(matches!(house.keeps(ann, &[7; 4096], room).await, Kept::Kept(_)));
    assert_eq!(house.room_taken(ann).await, Ok(room));
    assert!(matches!(house.keeps(ann, b"x", room).await, Kept::NoRoom));
    assert!(matches!(house.keeps(bo, b"x", room).await, Kept::Kept(_)));
    let sent = house.gives(ann, direct(ann, bo), "k1", &[&first]).await.unwrap();
    house.does(ann, sent.chat, delete(sent.seq.0)).await.unwrap();
    assert!(matches!(house.keeps(ann, b"x", room).await, Kept::Kept(_)), "there is room again");
}

pub async fn what_is_broken_off_leaves_nothing(house: &House) {
    let ann = house.person("ann").await.uid;
    drop(house.arrives(&[7; 600_000]).await);
    assert_eq!(house.room_taken(ann).await, Ok(0));
    assert_eq!(house.all_files().await.unwrap(), []);
}

pub async fn who_leaves_takes_what_waits_and_leaves_what_was_sent(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    let (waits, sent) = (house.uploaded(ann, TEA).await, house.uploaded(ann, b"sent").await);
    house.gives(ann, direct(ann, bo), "k1", &[&sent]).await.unwrap();
    house.delete_account(ann, NOON, Given::at(NOON)).await.unwrap();
    assert_eq!(house.content_of(&waits).await, None);
    assert!(house.is_seen_by(bo, &sent).await);
    assert_eq!(house.content_of(&sent).await.unwrap(), &b"sent"[..]);
}

/// Ten names of the longest kind, behind a text of the longest kind, are one row of the log.
pub async fn the_largest_message_has_room_for_its_attachments(house: &House) {
    let [ann, bo, _] = house.people(["ann", "bo", "eve"]).await;
    let mut attachments = Vec::new();
    for number in 0..10_u8 {
        let new = NewUpload {
            id: UploadId(house.fresh_id()),
            owner: ann,
            name: FileName::of(&"茶".repeat(200)),
            media: MediaType::parse(&format!("application/{}", "x".repeat(68))).unwrap(),
            size: None,
            at: NOON,
            room_max: ROOM,
        };
        assert_eq!(new.media.as_str().len(), MediaType::BYTES_MAX);
        let incoming = house.arrives(&[number]).await;
        match house.keep_upload(incoming, new).await.unwrap() {
            Kept::Kept(upload) => attachments.push(upload.attachment.id),
            Kept::NoRoom => panic!("there is room"),
        }
    }
    let deed = Deed::Send {
        id: ClientId::parse(&"k".repeat(64)).unwrap(),
        text: "𠮷".repeat(4_000),
        mentions: vec![ann; 20],
        reply_to: None,
        attachments,
    };
    house.does(ann, direct(ann, bo), deed).await.unwrap();
}
