use super::*;
use crate::chat::text::names_called;

fn too_long(max: usize) -> Result<Receipt, WriteError> {
    Err(WriteError::TooLong { field: "text", max })
}

#[tokio::test]
async fn four_thousand_characters_are_a_message_and_one_more_are_none() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let chat = house.direct(0, 1);
    for character in ["x", "茶", "😀"] {
        assert!(house.says(0, chat, &character.repeat(4_000)).await.is_ok(), "{character}");
        assert_eq!(house.says(0, chat, &character.repeat(4_001)).await, too_long(4_000));
    }
    assert_eq!(house.says(0, chat, &"x".repeat(10_000_000)).await, too_long(4_000));
}

#[tokio::test]
async fn a_text_shows_something_and_hides_nothing() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let chat = house.direct(0, 1);
    for nothing in ["", "  \n\t", "\u{200b}\u{feff}", "\u{3000}"] {
        let empty = Err(WriteError::Empty { field: "text" });
        assert_eq!(house.says(0, chat, nothing).await, empty, "{nothing:?}");
    }
    for bad in ["a\0b", "\u{1b}[2J", "a\u{7f}", "a\rb", "\u{9b}31m"] {
        let refused = Err(WriteError::BadCharacter { field: "text" });
        assert_eq!(house.says(0, chat, bad).await, refused, "{bad:?}");
    }
    house.says(0, chat, "one\r\ntwo\tthree").await.unwrap();
    let page = house.chat.history(house.people[1], chat, Range::Newest, 1).await.unwrap();
    let What::Message { words, .. } = &page.entries[0].event.what else { panic!() };
    assert_eq!(words.text, "one\ntwo\tthree");
}

#[test]
fn a_name_is_called_where_a_word_begins() {
    for (text, called) in [
        ("@bob", vec!["bob"]),
        ("hi @bob, and @小明!", vec!["bob", "小明"]),
        ("mail me at ann@example.org", vec![]),
        ("(@bob) @bob. @b.o-b_", vec!["b.o-b_", "bob"]),
        ("@ @@ @,", vec![]),
        ("@a @b @c @d", vec!["a", "b", "c"]),
    ] {
        assert_eq!(names_called(text, 3).into_iter().collect::<Vec<_>>(), called, "{text}");
    }
}

#[tokio::test]
async fn mentions_are_members_and_no_one_else() {
    let house = Teahouse::with(&["ann", "bo", "cy"]).await;
    let room = house.room(0, "tea", true, &[1]).await;
    house.says(0, room, "@bo @BO @cy @nobody: tea?").await.unwrap();
    let page = house.chat.history(house.people[0], room, Range::Newest, 1).await.unwrap();
    let What::Message { words, .. } = &page.entries[0].event.what else { panic!() };
    assert_eq!(words.mentions, [house.people[1]]);
}

#[tokio::test]
async fn a_message_without_an_id_gets_one() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let chat = house.direct(0, 1);
    for expected in [1, 2] {
        let receipt = house.says(0, chat, "the same twice").await.unwrap();
        assert_eq!((receipt.seq, receipt.duplicate), (Seq(expected), false));
    }
}

#[tokio::test]
async fn the_same_id_with_another_text_is_a_conflict() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let (chat, by) = (house.direct(0, 1), Author::from(house.people[0]));
    let message = |text: &str| NewMessage {
        id: Some(ClientId::parse("k1").unwrap()),
        text: text.into(),
        ..NewMessage::default()
    };
    let first = house.chat.send(by, chat, message("hi")).await.unwrap();
    let again = house.chat.send(by, chat, message("hi")).await.unwrap();
    assert_eq!(again, Receipt { duplicate: true, ..first });
    let other = house.chat.send(by, chat, message("ho")).await.unwrap_err();
    assert_eq!((&other, other.code()), (&Refusal::Conflict.into(), Code::Conflict));
}

#[tokio::test]
async fn a_room_without_a_title_is_called_by_its_slug() {
    let house = Teahouse::with(&["ann"]).await;
    let room = house.room(0, "#Tea", true, &[]).await;
    assert_eq!(house.chat.summary(house.people[0], room).await.unwrap().title, "tea");
    let nameless =
        NewRoom { id: None, slug: None, title: None, public: false, members: Vec::new() };
    let refused = house.chat.create(house.people[0].into(), nameless).await;
    assert_eq!(refused, Err(WriteError::Empty { field: "title" }));
    let two_lines = house.chat.topic(house.people[0].into(), room, "two\nlines").await;
    assert_eq!(two_lines, Err(WriteError::BadCharacter { field: "title" }));
}

#[tokio::test]
async fn an_invitation_names_some_and_not_too_many() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let room = house.room(0, "tea", false, &[]).await;
    let ann = Author::from(house.people[0]);
    let nobody = house.chat.invite(ann, room, Vec::new()).await;
    assert_eq!(nobody, Err(WriteError::Empty { field: "users" }));
    let crowd = house.chat.invite(ann, room, vec![house.people[1]; 101]).await;
    assert_eq!(crowd, Err(WriteError::TooManyAtOnce { field: "users", max: 100 }));
    let stranger = house.chat.invite(ann, room, vec![Uid(99)]).await;
    assert_eq!(stranger, Err(Refusal::UnknownUser.into()));
    assert!(house.chat.invite(ann, room, vec![house.people[1]]).await.is_ok());
}
