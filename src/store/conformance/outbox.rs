//! The promises of [`OutboxStore`].

use super::house::*;
use crate::store::*;
use crate::values::*;

async fn post(house: &House, due_at: Millis) -> Letter {
    let letter = letter(house.fresh_id(), due_at);
    let told = Given { letter: Some(letter.clone()), ..Given::at(NOON) };
    let address = email(&format!("{}@mail.example", letter.id));
    let new = new_code(CodePurpose::Login, &address, 5);
    assert_eq!(house.issue_code(new, free_pace(), told).await, Ok(Issued::Issued));
    letter
}

pub async fn letters_come_out_when_they_are_due(house: &House) {
    assert_eq!(house.next_letter_due().await, Ok(None));
    let late = post(house, NOON + MINUTE).await;
    let soon = post(house, NOON).await;
    assert_eq!(house.next_letter_due().await, Ok(Some(NOON)));
    assert_eq!(house.due_letters(Millis(NOON.0 - 1), 9).await, Ok(vec![]));
    assert_eq!(house.due_letters(NOON, 9).await, Ok(vec![soon.clone()]));
    let both = vec![soon.clone(), late.clone()];
    assert_eq!(house.due_letters(NOON + MINUTE, 9).await, Ok(both));
    assert_eq!(house.due_letters(NOON + MINUTE, 1).await, Ok(vec![soon.clone()]));
    assert_eq!(house.letters(None, 9).await, Ok(vec![soon.clone(), late.clone()]));
    assert_eq!(house.letters(Some(soon.id), 9).await, Ok(vec![late.clone()]));

    house.letter_sent(soon.id).await.unwrap();
    house.letter_sent(soon.id).await.unwrap();
    assert_eq!(house.letters(None, 9).await, Ok(vec![late]));
}

pub async fn a_letter_leaves_only_if_its_call_succeeds(house: &House) {
    house.person("alice").await;
    let told = || Given {
        letter: Some(letter(uuid::Uuid::from_u128(9), NOON)),
        act: Some(act("registered", None)),
        ..Given::at(NOON)
    };
    let taken = house.create_account(new_account("alice"), told()).await;
    assert_eq!(taken, Ok(Created::Taken(LoginKind::Username)));
    assert_eq!(house.letters(None, 9).await, Ok(vec![]));
    assert_eq!(house.acts(None, None, 9).await, Ok(vec![]));

    let posted = house.letter_posted();
    let Ok(Created::Created(bob)) = house.create_account(new_account("bob"), told()).await else {
        panic!()
    };
    posted.notified().await;
    assert_eq!(house.letters(None, 9).await.unwrap().len(), 1);
    let acts = house.acts(Some(bob.uid), None, 9).await.unwrap();
    assert_eq!(acts, [(1, act("registered", Some(bob.uid)))]);
}

pub async fn a_letter_that_fails_waits_or_is_given_up(house: &House) {
    let first = post(house, NOON).await;
    let waits = LetterState::Waiting;
    house.letter_failed(first.id, "greylisted", waits, NOON + MINUTE).await.unwrap();
    assert_eq!(house.due_letters(NOON, 9).await, Ok(vec![]));
    let again = house.due_letters(NOON + MINUTE, 9).await.unwrap();
    assert_eq!((again[0].attempts, again[0].last_error.as_deref()), (1, Some("greylisted")));

    let long = "no such user ".repeat(2_000);
    house.letter_failed(first.id, &long, LetterState::GivenUp, NOON).await.unwrap();
    assert_eq!(house.next_letter_due().await, Ok(None));
    let kept = house.letters(None, 9).await.unwrap();
    assert_eq!((kept[0].attempts, kept[0].state), (2, LetterState::GivenUp));
    let end = first.give_up_at + 30 * DAY;
    while house.sweep(Millis(end.0 - 1), 10).await.unwrap() == 10 {}
    assert_eq!(house.letters(None, 9).await, Ok(kept));
    assert_eq!(house.sweep(end, 10).await, Ok(1));
    assert_eq!(house.letters(None, 9).await, Ok(vec![]));

    house.letter_failed(first.id, "too late", waits, NOON).await.unwrap();
    assert_eq!(house.letters(None, 9).await, Ok(vec![]));
}
