use bytes::Bytes;
use futures_util::stream;

use super::*;
use crate::store::uploads::Attachment;
use crate::values::{FileName, MediaType, UploadId};

fn small() -> Settings {
    let media = vec!["image/*".to_owned(), "text/plain".to_owned()];
    let uploads = UploadSettings { bytes_max: 10, room_max: 3 * 4096, media, ..Default::default() };
    Settings { uploads, ..Settings::default() }
}

fn text_file() -> NewFile {
    NewFile { name: FileName::of("tea.txt"), declared: MediaType::parse("text/plain") }
}

impl Teahouse {
    async fn sends_file(
        &self,
        file: NewFile,
        pieces: &[&'static str],
    ) -> Result<Attachment, UploadError<()>> {
        let pieces = pieces.iter().map(|piece| match *piece {
            "†" => Err(()),
            piece => Ok(Bytes::from_static(piece.as_bytes())),
        });
        let content = stream::iter(pieces.collect::<Vec<_>>());
        let upload = self.chat.upload(self.people[0], file, content).await;
        upload.map(|upload| upload.attachment)
    }

    async fn keeps_nothing(&self) -> bool {
        self.store.all_files().await.unwrap().is_empty()
    }
}

#[tokio::test]
async fn a_file_is_taken_up_to_its_limit_and_of_what_is_refused_nothing_is_left() {
    let house = Teahouse::set_up(&["ann"], small()).await;
    let too_large = Err(UploadError::TooLarge { bytes_max: 10 });
    assert_eq!(house.sends_file(text_file(), &["12345", "678901"]).await, too_large);
    assert_eq!(house.sends_file(text_file(), &["1", "†"]).await, Err(UploadError::Interrupted(())));
    assert_eq!(house.sends_file(text_file(), &[]).await, Err(UploadError::Empty));
    let pdf = NewFile { declared: MediaType::parse("application/pdf"), ..text_file() };
    let refused = house.sends_file(pdf, &["%PDF"]).await;
    assert!(matches!(refused, Err(UploadError::NotTaken(_))), "{refused:?}");
    assert!(house.keeps_nothing().await);

    let kept = house.sends_file(text_file(), &["12345", "67890"]).await.unwrap();
    assert_eq!(
        (kept.bytes, kept.name.as_str(), kept.media.as_str()),
        (10, "tea.txt", "text/plain")
    );
}

#[tokio::test]
async fn who_has_no_room_left_is_told() {
    let house = Teahouse::set_up(&["ann"], small()).await;
    for _ in 0..3 {
        house.sends_file(text_file(), &["x"]).await.unwrap();
    }
    let full = Err(UploadError::NoRoom { room_max: 3 * 4096 });
    assert_eq!(house.sends_file(text_file(), &["x"]).await, full);
}

#[tokio::test]
async fn more_files_at_once_than_there_are_places_are_turned_away() {
    let uploads = UploadSettings { at_once: 1, ..UploadSettings::default() };
    let settings = Settings { uploads, ..Settings::default() };
    let house = Teahouse::set_up(&["ann"], settings).await;
    let never = stream::pending::<Result<_, ()>>();
    let mut slow = Box::pin(house.chat.upload(house.people[0], text_file(), never));
    tokio::select! {
        biased;
        _ = &mut slow => panic!("it never comes"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(house.sends_file(text_file(), &["x"]).await, Err(UploadError::Busy));
    drop(slow);
    assert!(house.sends_file(text_file(), &["x"]).await.is_ok(), "there is a place again");
}

#[tokio::test]
async fn one_who_sends_slowly_takes_no_place_from_others() {
    let uploads = UploadSettings { at_once: 3, at_once_of_account: 2, ..UploadSettings::default() };
    let settings = Settings { uploads, ..Settings::default() };
    let house = Teahouse::set_up(&["ann", "bo"], settings).await;
    let never = || stream::pending::<Result<_, ()>>();
    let sends = || Box::pin(house.chat.upload(house.people[1], text_file(), never()));
    let (mut one, mut other) = (sends(), sends());
    tokio::select! {
        biased;
        _ = &mut one => panic!("it never comes"),
        _ = &mut other => panic!("it never comes"),
        () = std::future::ready(()) => {}
    }
    let third = sends().await;
    assert!(matches!(third, Err(UploadError::Busy)), "{third:?}");
    assert!(house.sends_file(text_file(), &["x"]).await.is_ok());
    drop((one, other));
    assert!(house.chat.receiving.place(house.people[1], 3, 1).is_some(), "he has none any more");
}

#[tokio::test]
async fn a_message_with_files_needs_no_words() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let (chat, by) = (house.direct(0, 1), Author::from(house.people[0]));
    let mut files = Vec::new();
    for _ in 0..11 {
        files.push(house.sends_file(text_file(), &["x"]).await.unwrap().id);
    }
    let message = |text: &str, attachments: &[UploadId]| NewMessage {
        text: text.into(),
        attachments: attachments.to_vec(),
        ..NewMessage::default()
    };
    let empty = house.chat.send(by, chat, message(" ", &[])).await;
    assert_eq!(empty, Err(WriteError::Empty { field: "text" }));
    let many = house.chat.send(by, chat, message("hi", &files)).await;
    assert_eq!(many, Err(WriteError::TooManyAtOnce { field: "attachments", max: 10 }));

    let twice = [files[0], files[1], files[0]];
    let sent = house.chat.send(by, chat, message(" \n", &twice)).await.unwrap();
    let page = house.chat.history(house.people[1], chat, Range::Newest, 1).await.unwrap();
    let What::Message { words, attachments, .. } = &page.entries[0].event.what else { panic!() };
    assert_eq!(words.text, "");
    let ids: Vec<_> = attachments.iter().map(|attachment| attachment.id).collect();
    assert_eq!(ids, files[..2]);
    let edited = house.chat.edit(by, chat, sent.seq, "").await;
    assert_eq!(edited, Err(WriteError::Empty { field: "text" }), "an edit says something");
    let again = house.chat.send(by, chat, message("hi", &files[..1])).await.unwrap_err();
    assert_eq!(again.code(), Code::BadFrame("attachments"));
}
