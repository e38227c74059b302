//! Rooms and who is in them, by requests.

use reqwest::Method;
use serde_json::{Value, json};

use super::{people, socket, spelt};
use crate::support::{Answer, Person};

async fn asks(person: &Person, method: Method, path: &str) -> Answer {
    person.client.send(person.client.request(method, path)).await
}

#[tokio::test]
async fn a_room_is_made_found_joined_led_and_closed() {
    let (server, [alice, bob, carol]) = people(["alice", "bob", "carol"]).await;
    let mut his = socket(&server, &bob);
    let room = json!({ "slug": "tea", "title": "Tea", "public": true, "members": ["carol"] });
    let made = alice.client.post("/v1/chats", room).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let chat = made.json["chat"].as_str().unwrap();
    assert_eq!(made.header("location"), format!("/v1/chats/{chat}"));
    assert_eq!((&made.json["role"], &made.json["members"]), (&json!("owner"), &json!(2)));

    let found = bob.client.get("/v1/rooms?q=TE").await.json;
    assert_eq!(found["rooms"][0]["chat"], chat);
    assert_eq!(bob.client.get("/v1/chats/%23tea").await.code(), "not_a_member");
    let members = "/v1/chats/%23tea/members";
    assert_eq!(asks(&bob, Method::PUT, &format!("{members}/me")).await.status, 200);
    his.hears("join");
    alice.says("#tea", "welcome").await;
    assert_eq!(spelt(&his.hears("message")), "4 alice message welcome");

    let role = json!({ "role": "moderator" });
    let promoted = alice.client.put(&format!("{members}/@bob/role"), role.clone()).await;
    assert_eq!(promoted.status, 200, "{}", promoted.text);
    assert_eq!(his.hears("role")["role"], "moderator");
    let bobs = alice.client.get(&format!("{members}/{}", bob.uid)).await.json;
    let expected = json!({
        "uid": bob.uid, "username": "bob", "role": "moderator", "online": true,
    });
    assert_eq!(bobs, expected);
    let refused = bob.client.put(&format!("{members}/@carol/role"), role).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"));
    let topic = json!({ "title": "Green tea" });
    assert_eq!(bob.client.patch("/v1/chats/%23tea", topic.clone()).await.code(), "forbidden");
    let changed = alice.client.patch("/v1/chats/%23tea", topic).await;
    assert_eq!(changed.json["title"], "Green tea", "{}", changed.text);
    assert_eq!(his.hears("topic")["title"], "Green tea");

    assert_eq!(asks(&alice, Method::DELETE, &format!("{members}/me")).await.code(), "forbidden");
    assert_eq!(asks(&bob, Method::DELETE, "/v1/chats/%23tea").await.code(), "forbidden");
    assert_eq!(asks(&alice, Method::DELETE, "/v1/chats/%23tea").await.status, 200);
    his.hears("closed");
    assert_eq!(bob.sends(chat, "still there?").await.code(), "forbidden");
    assert_eq!(carol.sends("#tea", "and here?").await.code(), "unknown_chat", "the name is free");
    assert_eq!(
        asks(&bob, Method::DELETE, &format!("/v1/chats/{chat}/members/me")).await.status,
        200
    );
}

#[tokio::test]
async fn who_is_sent_away_hears_nothing_more_and_keeps_what_they_had() {
    let (server, [alice, bob, carol]) = people(["alice", "bob", "carol"]).await;
    let room = json!({ "slug": "club", "members": ["bob", carol.uid] });
    let chat = alice.makes_room(room).await;
    alice.says(&chat, "before").await;
    let (mut his, mut hers) = (socket(&server, &bob), socket(&server, &carol));
    let kicked = asks(&alice, Method::DELETE, &format!("/v1/chats/{chat}/members/@bob")).await;
    assert_eq!(kicked.status, 200, "{}", kicked.text);
    assert_eq!(his.hears("kick")["user"]["username"], "bob");
    hers.hears("kick");
    alice.says(&chat, "after").await;
    assert_eq!(hers.hears("message")["text"], "after");
    assert!(his.catch_up().is_empty());
    let last = bob.log(&chat).await.pop().unwrap();
    assert_eq!(last, "5 alice kick bob");
    assert_eq!(bob.client.get(&format!("/v1/chats/{chat}/messages/6")).await.status, 404);
    assert_eq!(bob.sends(&chat, "hey").await.code(), "not_a_member");
    let members = bob.client.get(&format!("/v1/chats/{chat}/members")).await;
    assert_eq!(members.code(), "not_a_member");

    let bans = format!("/v1/chats/{chat}/bans/@carol");
    assert_eq!(asks(&alice, Method::PUT, &bans).await.status, 200);
    hers.hears("ban");
    let invite = format!("/v1/chats/{chat}/members/@carol");
    assert_eq!(asks(&alice, Method::PUT, &invite).await.code(), "forbidden", "banned");
    assert_eq!(asks(&alice, Method::DELETE, &bans).await.status, 200);
    assert_eq!(asks(&alice, Method::PUT, &invite).await.status, 200);
    assert_eq!(hers.hears("invite")["user"]["username"], "carol");
    let members = alice.client.get(&format!("/v1/chats/{chat}/members")).await.json;
    let names = |members: &Value| -> Vec<Value> {
        members.as_array().unwrap().iter().map(|member| member["username"].clone()).collect()
    };
    assert_eq!(names(&members["members"]), ["alice", "carol"]);
    let first = alice.client.get(&format!("/v1/chats/{chat}/members?limit=1")).await.json;
    let next = first["next"].as_str().unwrap();
    let path = format!("/v1/chats/{chat}/members?limit=1&after={next}");
    assert_eq!(names(&alice.client.get(&path).await.json["members"]), ["carol"]);
}

#[tokio::test]
async fn a_room_needs_a_name_that_is_free_and_people_who_exist() {
    let (_server, [alice, bob]) = people(["alice", "bob"]).await;
    alice.makes_room(json!({ "slug": "tea" })).await;
    let refused = |answer: Answer| (answer.status, answer.json["errors"][0]["field"].clone());
    let make = async |room: Value| bob.client.post("/v1/chats", room).await;
    let taken = make(json!({ "slug": "TEA" })).await;
    assert_eq!((taken.status, taken.code()), (409, "taken"));
    assert_eq!(refused(make(json!({ "slug": "no spaces" })).await), (400, json!("slug")));
    assert_eq!(refused(make(json!({})).await), (400, json!("title")));
    assert_eq!(refused(make(json!({ "title": "a\nb" })).await), (400, json!("title")));
    assert_eq!(make(json!({ "slug": "x", "members": ["nobody"] })).await.code(), "unknown_user");
    let many: Vec<_> = (1..=101).collect();
    let many = make(json!({ "slug": "x", "members": many })).await;
    assert_eq!(refused(many), (400, json!("members")));
    make(json!({ "title": "without a slug" })).await;
    assert_eq!(bob.client.get("/v1/chats").await.json["chats"][0]["title"], "without a slug");
}
