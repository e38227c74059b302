//! Who may not know of a chat is told what they would be told if there were none (IDOR-03).

use reqwest::Method;
use serde_json::{Value, json};

use super::{people, socket};
use crate::support::{Answer, Person};

/// Everything that can be asked of a chat: how, where, with which body.
fn everything() -> Vec<(Method, &'static str, Value)> {
    let nothing = Value::Null;
    vec![
        (Method::GET, "", nothing.clone()),
        (Method::PATCH, "", json!({ "title": "mine" })),
        (Method::PATCH, "", json!({ "muted": true })),
        (Method::DELETE, "", nothing.clone()),
        (Method::GET, "/events", nothing.clone()),
        (Method::GET, "/pins", nothing.clone()),
        (Method::PUT, "/read", json!({ "seq": 1 })),
        (Method::PUT, "/typing", json!({ "on": true })),
        (Method::POST, "/messages", json!({ "text": "hi" })),
        (Method::GET, "/messages/2", nothing.clone()),
        (Method::PATCH, "/messages/2", json!({ "text": "hi" })),
        (Method::DELETE, "/messages/2", nothing.clone()),
        (Method::PUT, "/messages/2/reactions/x", nothing.clone()),
        (Method::DELETE, "/messages/2/reactions/x", nothing.clone()),
        (Method::PUT, "/messages/2/pin", nothing.clone()),
        (Method::DELETE, "/messages/2/pin", nothing.clone()),
        (Method::GET, "/members", nothing.clone()),
        (Method::GET, "/members/@alice", nothing.clone()),
        (Method::PUT, "/members/me", nothing.clone()),
        (Method::PUT, "/members/@alice", nothing.clone()),
        (Method::DELETE, "/members/me", nothing.clone()),
        (Method::DELETE, "/members/@alice", nothing.clone()),
        (Method::PUT, "/members/@alice/role", json!({ "role": "owner" })),
        (Method::PUT, "/bans/@alice", nothing.clone()),
        (Method::DELETE, "/bans/@alice", nothing),
    ]
}

async fn asks(person: &Person, method: &Method, path: &str, body: &Value) -> Answer {
    let request = person.client.request(method.clone(), path);
    let request = if body.is_null() { request } else { request.json(body) };
    person.client.send(request).await
}

/// What an answer tells, but for the number of the request.
fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text.split("\"instance\"").next().unwrap().to_owned())
}

#[tokio::test]
async fn a_private_room_is_to_strangers_like_one_that_does_not_exist() {
    let (_server, [alice, _bob, eve]) = people(["alice", "bob", "eve"]).await;
    let club = alice.makes_room(json!({ "slug": "club", "members": ["bob"] })).await;
    alice.says(&club, "secret").await;
    for (method, path, body) in everything() {
        let at =
            async |chat: &str| asks(&eve, &method, &format!("/v1/chats/{chat}{path}"), &body).await;
        let there = at(&club).await;
        assert_eq!(told(&there), told(&at("r:999999").await), "{method} {path}");
        assert_eq!((there.status, there.code()), (404, "unknown_chat"), "{method} {path}");
        let by_name = (at("%23club").await, at("%23nothing").await);
        assert_eq!(told(&by_name.0), told(&by_name.1), "{method} {path}");
    }
    let search = eve.client.get("/v1/search?q=secret").await.json;
    assert_eq!(search["hits"], json!([]));
    let search = async |chat: &str| eve.client.get(&format!("/v1/search?q=x&chat={chat}")).await;
    assert_eq!(told(&search(&club).await), told(&search("r:999999").await));
    assert_eq!(eve.client.get("/v1/rooms?q=club").await.json["rooms"], json!([]));
    assert_eq!(alice.log(&club).await.len(), 3, "nothing was written");
}

#[tokio::test]
async fn a_direct_chat_is_for_its_two() {
    let (_server, [alice, bob, eve]) = people(["alice", "bob", "eve"]).await;
    alice.says("@bob", "secret").await;
    let direct = format!("d:{}:{}", alice.uid, bob.uid);
    for (method, path, body) in everything() {
        let answer = asks(&eve, &method, &format!("/v1/chats/{direct}{path}"), &body).await;
        assert_eq!((answer.status, answer.code()), (404, "unknown_chat"), "{method} {path}");
    }
    for nowhere in
        ["d:1:1", "d:2:1", "d:1", "r:0", "r:-1", "r:1e9", "x", "@", "%23", "@alice", "r:"]
    {
        let answer = alice.sends(nowhere, "hi").await;
        let is_no_chat = ["unknown_chat", "unknown_user"].contains(&answer.code());
        assert!(is_no_chat, "{nowhere}: {}", answer.text);
    }
}

/// After being removed from it: up to then, and nothing later.
#[tokio::test]
async fn who_was_banned_is_told_so_and_reads_nothing_later() {
    let (_server, [alice, bob]) = people(["alice", "bob"]).await;
    let tea = json!({ "slug": "tea", "public": true, "members": ["bob"] });
    let chat = alice.makes_room(tea).await;
    let none = Value::Null;
    let ban = format!("/v1/chats/{chat}/bans/@bob");
    assert_eq!(asks(&alice, &Method::PUT, &ban, &none).await.status, 200);
    alice.says(&chat, "now that he is gone").await;
    let join = format!("/v1/chats/{chat}/members/me");
    assert_eq!(asks(&bob, &Method::PUT, &join, &none).await.code(), "forbidden");
    assert_eq!(bob.log(&chat).await.pop().unwrap(), "3 alice ban bob");
    assert_eq!(bob.client.get("/v1/search?q=gone").await.json["hits"], json!([]));
    let before = bob.client.get(&format!("/v1/chats/{chat}/events?before=99")).await;
    assert!(!before.text.contains("now that he is gone"));
}

#[tokio::test]
async fn whom_somebody_has_blocked_cannot_reach_them() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    bob.says("@alice", "hi").await;
    let mut hers = socket(&server, &alice);
    let block = alice.client.request(Method::PUT, "/v1/users/@bob/block");
    assert_eq!(alice.client.send(block).await.status, 204);
    let refused = bob.sends("@alice", "please").await;
    assert_eq!((refused.status, refused.code()), (403, "blocked"));
    let typing = bob.client.put("/v1/chats/@alice/typing", json!({ "on": true })).await;
    assert_eq!(typing.code(), "blocked");
    assert_eq!(bob.client.put("/v1/chats/@alice/read", json!({ "seq": 1 })).await.status, 204);
    assert!(hers.catch_up().is_empty());
    assert_eq!(alice.log("@bob").await.len(), 1);
}

#[tokio::test]
async fn others_messages_are_theirs() {
    let (_server, [alice, bob]) = people(["alice", "bob"]).await;
    alice.says("@bob", "mine").await;
    let path = "/v1/chats/@alice/messages/1";
    let edit = bob.client.patch(path, json!({ "text": "yours" })).await;
    assert_eq!((edit.status, edit.code()), (403, "forbidden"));
    assert_eq!(bob.client.delete(path).await.code(), "forbidden");
    let forged = json!({ "text": "hi", "uid": alice.uid, "from": "alice", "sender": "alice" });
    assert_eq!(bob.client.post("/v1/chats/@alice/messages", forged).await.status, 201);
    assert_eq!(alice.log("@bob").await, ["1 alice message mine", "2 bob message hi"]);
}
