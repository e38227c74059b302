use std::collections::HashSet;

use super::*;
use crate::chat::resume::Cursor;
use crate::store::chats::Query;
use crate::store::{SocialStore, Upkeep};

#[tokio::test]
async fn a_chat_has_several_names() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let [ann, bo] = house.people[..] else { panic!() };
    let (direct, room) = (house.direct(0, 1), house.room(0, "tea", true, &[]).await);
    let find = async |caller, name: &str| house.chat.find_chat(caller, name).await.ok();
    for name in ["@bo", "@BO", "d:1:2"] {
        assert_eq!(find(ann, name).await, Some(direct), "{name}");
    }
    assert_eq!(find(bo, "@ann").await, Some(direct));
    for name in ["#tea", "#TEA", "r:1"] {
        assert_eq!(find(ann, name).await, Some(room), "{name}");
    }
    for name in ["@ann", "@nobody", "#none", "tea", "", "d:2:1", "d:1:1", "r:0", "r:-1", "#", "@"] {
        assert_eq!(find(ann, name).await, None, "{name}");
    }
    for name in ["2", "@bo", "bo"] {
        assert_eq!(house.chat.find_user(name).await, Ok(bo), "{name}");
    }
}

#[tokio::test]
async fn a_resume_says_what_was_missed_and_what_cannot_be() {
    let house = Teahouse::with(&["ann", "bo", "cy"]).await;
    let [ann, bo, _] = house.people[..] else { panic!() };
    let direct = house.direct(0, 1);
    let (tea, foreign) = (house.room(0, "tea", false, &[1]).await, house.direct(0, 2));
    for text in ["one", "two", "three"] {
        house.says(0, direct, text).await.unwrap();
    }
    house.says(0, foreign, "psst").await.unwrap();
    house.chat.kick(ann.into(), tea, bo).await.unwrap();
    house.says(0, tea, "without bo").await.unwrap();

    let since = vec![(direct, Seq(1)), (tea, Seq(2)), (foreign, Seq(0)), (ChatId::Room(9), Seq(0))];
    let resume = house.chat.resume(bo, since).await.unwrap();
    let cursor = |chat, after, head| Cursor { chat, after: Seq(after), head: Seq(head) };
    assert_eq!(resume.chats, [cursor(direct, 1, 3), cursor(tea, 2, 3)]);
    let unknown = Refusal::UnknownChat;
    assert_eq!(resume.refused, [(foreign, unknown), (ChatId::Room(9), unknown)]);

    let beyond = house.chat.resume(bo, vec![(direct, Seq(4))]).await.unwrap();
    assert_eq!(beyond.refused, [(direct, Refusal::BeyondHead { head: Seq(3) })]);
    let rest = house.chat.chats(ann, None, HashSet::from([direct]), 10).await.unwrap();
    assert_eq!(rest.iter().map(|summary| summary.id).collect::<Vec<_>>(), [tea, foreign]);
}

/// Taken for a chat that is gone, it would be resumed as if its events had never been heard of.
#[tokio::test]
async fn a_chat_that_cannot_be_looked_up_now_is_not_one_that_is_gone() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let ann = house.people[0];
    let named = |name: &str| vec![(name.to_owned(), Seq(1)), ("r:5".to_owned(), Seq(2))];
    let room = (ChatId::Room(5), Seq(2));
    let found = house.chat.find_chats(ann, named("@bo")).await;
    assert_eq!(found, Ok(vec![(house.direct(0, 1), Seq(1)), room]));
    assert_eq!(house.chat.find_chats(ann, named("@nobody")).await, Ok(vec![room]));
    assert_eq!(house.chat.find_chats(ann, named("nonsense")).await, Ok(vec![room]));

    house.store.close().await;
    let lost = house.chat.find_chats(ann, named("@bo")).await;
    assert!(matches!(lost, Err(ReadError::Unavailable(_))), "{lost:?}");
}

#[tokio::test]
async fn a_resume_of_ten_thousand_chats_is_answered_and_one_more_is_not() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    house.says(0, house.direct(0, 1), "hi").await.unwrap();
    let mut since: Vec<_> = (1..10_000).map(|n| (ChatId::Room(n), Seq(1))).collect();
    since.push((house.direct(0, 1), Seq(0)));
    let resume = house.chat.resume(house.people[0], since.clone()).await.unwrap();
    assert_eq!((resume.chats.len(), resume.refused.len()), (1, 9_999));
    since.push((ChatId::Room(77), Seq(1)));
    let refused = house.chat.resume(house.people[0], since).await;
    assert_eq!(refused, Err(ReadError::TooManyAtOnce { field: "since", max: 10_000 }));
}

#[tokio::test]
async fn signs_reach_nobody_who_has_blocked_their_author() {
    let house = Teahouse::with(&["ann", "bo", "cy"]).await;
    let [ann, bo, cy] = house.people[..] else { panic!() };
    let chat = house.direct(0, 1);
    assert_eq!(house.chat.may_whisper(ann, chat).await, Err(Refusal::UnknownChat.into()));
    house.says(0, chat, "hi").await.unwrap();
    assert_eq!(house.chat.may_whisper(ann, chat).await, Ok(()));
    assert_eq!(house.chat.may_whisper(cy, chat).await, Err(Refusal::UnknownChat.into()));
    house.store.tie(bo, Tie::Block, ann, 9, Given::at(NOON)).await.unwrap();
    assert_eq!(house.chat.may_whisper(ann, chat).await, Err(Refusal::Blocked.into()));
    assert_eq!(house.chat.may_whisper(bo, chat).await, Ok(()));
}

#[tokio::test]
async fn a_page_is_never_longer_than_allowed() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    let chat = house.direct(0, 1);
    for n in 0..210 {
        house.says(0, chat, &format!("message {n}")).await.unwrap();
    }
    for (asked, given) in [(0, 1), (1, 1), (200, 200), (usize::MAX, 200)] {
        let page = house.chat.history(house.people[1], chat, Range::Newest, asked).await.unwrap();
        assert_eq!((page.entries.len(), page.more), (given, true), "{asked}");
    }
}

#[tokio::test]
async fn a_search_needs_something_to_look_for() {
    let house = Teahouse::with(&["ann", "bo"]).await;
    house.says(0, house.direct(0, 1), "我家在上海东边").await.unwrap();
    let search = async |text: &str| {
        let query = Query { text: text.into(), chat: None, before: None, limit: 10 };
        house.chat.search(house.people[1], query).await.map(|found| found.hits.len())
    };
    assert_eq!(search("上海").await, Ok(1));
    for nothing in ["", " !? ", "👍", &"x".repeat(201)] {
        assert_eq!(search(nothing).await, Err(ReadError::NothingToFind), "{nothing:?}");
    }
}
