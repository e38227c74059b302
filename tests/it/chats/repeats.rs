//! Sending twice is sending once, whichever way.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{people, socket};
use crate::support::{Answer, Person};

const PATH: &str = "/v1/chats/@bob/messages";

async fn sends(person: &Person, key: &str, body: Value) -> Answer {
    let request = person.client.request(Method::POST, PATH).header("idempotency-key", key);
    person.client.send(request.json(&body)).await
}

#[tokio::test]
async fn a_repeat_is_answered_and_says_nothing_twice() {
    let (mut server, [alice, bob]) = people(["alice", "bob"]).await;
    let mut his = socket(&server, &bob);
    let first = sends(&alice, "k1", json!({ "text": "once" })).await;
    assert_eq!((first.status, &first.json["duplicate"]), (201, &json!(false)));
    let again = sends(&alice, "k1", json!({ "text": "once" })).await;
    assert_eq!((again.status, &again.json["duplicate"]), (200, &json!(true)));
    assert_eq!((&again.json["seq"], &again.json["at"]), (&first.json["seq"], &first.json["at"]));
    let by_body = alice.client.post(PATH, json!({ "text": "once", "id": "k1" })).await;
    assert_eq!((by_body.status, &by_body.json["seq"]), (200, &json!(1)));
    let other = sends(&alice, "k1", json!({ "text": "another" })).await;
    assert_eq!((other.status, other.code()), (422, "idempotency_mismatch"));
    assert_eq!(his.hears("message")["id"], "k1");
    assert!(his.catch_up().is_empty());

    server.kill9();
    server.start_again();
    let alice = Person::signs_in(&server.client(), "alice").await;
    let later = sends(&alice, "k1", json!({ "text": "once" })).await;
    assert_eq!((later.status, &later.json["seq"]), (200, &json!(1)), "after a crash, too");
    let mut hers = socket(&server, &alice);
    let frame = json!({ "type": "send", "chat": "@bob", "id": "k1", "text": "once" });
    assert_eq!(hers.ask(frame)["duplicate"], true, "the socket knows the same ids");
}

#[tokio::test]
async fn one_id_many_times_at_once_is_one_message() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    let answers = join_all((0..20).map(|_| sends(&alice, "k", json!({ "text": "once" })))).await;
    assert!(answers.iter().all(|answer| answer.json["seq"] == 1));
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

#[tokio::test]
async fn an_id_that_is_none_or_is_two_is_refused() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    let both = sends(&alice, "k1", json!({ "text": "hi", "id": "k2" })).await;
    assert_eq!((both.status, &both.json["errors"][0]["field"]), (400, &json!("id")));
    assert_eq!(sends(&alice, "k1", json!({ "text": "hi", "id": "k1" })).await.status, 201);
    for id in ["", "a\nb", &"x".repeat(65)] {
        let answer = alice.client.post(PATH, json!({ "text": "hi", "id": id })).await;
        assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{id:?}");
    }
    assert_eq!(sends(&alice, &"x".repeat(65), json!({ "text": "hi" })).await.status, 400);
}

/// WS-21: an id belongs to who gave it, and to one chat.
#[tokio::test]
async fn the_same_id_of_another_person_or_in_another_chat_is_another() {
    let (_server, [alice, bob]) = people(["alice", "bob"]).await;
    let room = alice.makes_room(json!({ "slug": "tea", "members": ["bob"] })).await;
    let to_room = format!("/v1/chats/{room}/messages");
    let body = |text: &str| json!({ "text": text, "id": "k1" });
    assert_eq!(alice.client.post(PATH, body("one")).await.status, 201);
    assert_eq!(alice.client.post(&to_room, body("two")).await.status, 201);
    assert_eq!(bob.client.post(&to_room, body("three")).await.status, 201);
    assert_eq!(alice.log(&room).await.len(), 4);
}

#[tokio::test]
async fn a_room_is_made_once() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    let room = json!({ "slug": "tea", "id": "r1" });
    let first = alice.makes_room(room.clone()).await;
    assert_eq!(alice.makes_room(room).await, first);
    let other = alice.client.post("/v1/chats", json!({ "slug": "coffee", "id": "r1" })).await;
    assert_eq!(other.code(), "idempotency_mismatch");
}
