//! The promises of [`Upkeep`] that no noun's own tests hold.

use futures_util::future::join_all;

use super::house::*;
use crate::store::*;
use crate::values::*;

pub async fn everything_is_counted(house: &House) {
    assert_eq!(house.census(NOON).await, Ok(Census::default()));
    let [alice, bob] = house.people(["alice", "bob"]).await;
    let account = house.account(alice).await.unwrap().unwrap();
    house.signed_in(&account, NOON).await;
    let chat = ChatId::Direct(Pair::of(alice, bob).unwrap());
    house.says(alice, chat, "one").await.unwrap();
    house.says(bob, chat, "two").await.unwrap();
    house.uploaded(alice, b"tea").await;
    house.room(alice, "tea", true, &[]).await;

    // More than are counted at once.
    let posts = (0..1_100).map(|number| {
        let letter = letter(house.fresh_id(), NOON);
        let address = email(&format!("guest{number}@mail.example"));
        let given = Given { letter: Some(letter.clone()), ..Given::at(NOON) };
        let new = new_code(CodePurpose::Login, &address, 5);
        async move { house.issue_code(new, free_pace(), given).await.map(|_| letter.id) }
    });
    let sent = join_all(posts).await;
    let given_up = *sent[0].as_ref().unwrap();
    let later = NOON + MINUTE;
    house.letter_failed(given_up, "no", LetterState::GivenUp, later).await.unwrap();

    assert_eq!(house.census(NOON + SECOND).await, Ok(Census::default()), "it may be a minute old");
    let census = Census {
        accounts: 2,
        sessions: 1,
        chats: 2,
        messages: 2,
        uploads: 1,
        upload_bytes: 4096,
        letters_waiting: 1_099,
        letters_given_up: 1,
    };
    assert_eq!(house.census(later).await, Ok(census));
}
