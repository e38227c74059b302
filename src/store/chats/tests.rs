use std::sync::Arc;

use super::terms::{Wanted, of_text};
use super::*;
use crate::values::{ClientId, Millis};

fn posted(text: &str) -> Posted {
    let words = Words { text: text.into(), ..Words::default() };
    let id = ClientId::parse("k").unwrap();
    let event = Event {
        seq: Seq(1),
        at: Millis(0),
        by: Person { uid: Uid(1), name: "ann".into() },
        what: What::Message { id, words, reply_to: None, attachments: vec![] },
    };
    let chat = ChatId::Room(1);
    Posted { chat, event: Arc::new(event), came: vec![], went: vec![], tag: None }
}

#[tokio::test]
async fn a_feed_that_nobody_reads_stays_bounded_and_says_that_it_has_a_gap() {
    let feed = Feed::default();
    for _ in 0..100_000 {
        feed.post(posted("tea"));
    }
    let fed = feed.next().await;
    assert!(fed.len() < 20_000);
    assert!(fed.iter().rev().skip(1).all(|fed| matches!(fed, Fed::Posted(_))));
    assert_eq!(fed.back(), Some(&Fed::Gap));
    feed.post(posted("again"));
    assert_eq!(feed.next().await.len(), 1);
}

#[tokio::test]
async fn a_feed_of_long_texts_is_bounded_by_their_length() {
    let feed = Feed::default();
    let longest = "茶".repeat(4_000);
    for _ in 0..5_000 {
        feed.post(posted(&longest));
    }
    let fed = feed.next().await;
    assert!(fed.len() < 2_000 && fed.back() == Some(&Fed::Gap));
}

#[tokio::test]
async fn whoever_waits_for_the_feed_is_woken() {
    let feed = Arc::new(Feed::default());
    let waiting = tokio::spawn({
        let feed = Arc::clone(&feed);
        async move { feed.next().await.len() }
    });
    tokio::task::yield_now().await;
    feed.post(posted("tea"));
    assert_eq!(waiting.await.unwrap(), 1);
}

#[test]
fn a_text_is_found_by_its_words_and_by_its_characters() {
    for (text, query, found) in [
        ("我家在上海东边", "上海", true),
        ("我家在上海东边", "海", true),
        ("我家在上海东边", "上东", false),
        ("我家在上海东边", "海上", false),
        ("上次在海边", "上海", false),
        ("Straße and café", "STRASSE", true),
        ("a teapot", "tea", false),
        ("ｔｅａ time", "Tea", true),
        ("买了iPhone手机", "iphone", true),
        ("买了iPhone手机", "手机 买了", true),
        ("お茶をください", "お茶", true),
        ("차 한 잔", "한", true),
        ("order 66", "66 order", true),
        ("tea", "tea coffee", false),
    ] {
        let wanted = Wanted::of(query);
        assert_eq!(wanted.matches(text), found, "{query} in {text}");
        let terms = of_text(text);
        // What matches must have the terms: the index may let too much through, never too little.
        assert!(!found || wanted.terms.is_subset(&terms), "{query} in {text}");
    }
    assert!(Wanted::of(" ,.!? 👍").is_empty());
}

#[test]
fn very_long_words_are_found_too() {
    let word = "x".repeat(4_000);
    assert!(Wanted::of(&word).matches(&word));
    assert!(!Wanted::of(&word[1..]).matches(&word));
    assert!(Wanted::of(&word).terms.is_subset(&of_text(&word)));
}
