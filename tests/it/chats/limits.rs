//! What is too much, too fast or no text at all (DOS-06, DOS-09, DOS-10).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::people;
use crate::support::{House, Person};

#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    alice.says("@bob", "hi").await;
    let numbers = ["-1", "1000000000000000000", "9223372036854775808", "18446744073709551616"];
    let numbers = numbers.into_iter().chain(["1e400", "NaN", "", "1.5", "+5", "%00", "٣", "0x1"]);
    for number in numbers {
        for name in ["limit", "before", "after"] {
            let path = format!("/v1/chats/@bob/events?{name}={number}");
            let answer = alice.client.get(&path).await;
            assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{path}");
        }
        let place = format!("/v1/chats/@bob/messages/{number}");
        let answer = alice.client.get(&place).await;
        assert!([400, 404].contains(&answer.status), "{place}: {}", answer.text);
        let read = format!("{{\"seq\":{number}}}");
        let request = alice.client.request(Method::PUT, "/v1/chats/@bob/read").body(read);
        let answer = alice.client.send(request.header(CONTENT_TYPE, "application/json")).await;
        assert_eq!(answer.status, 400, "{number}: {}", answer.text);
    }
    for limit in ["0", "201"] {
        for path in
            ["/v1/chats?", "/v1/chats/@bob/events?", "/v1/chats/@bob/members?", "/v1/rooms?"]
        {
            let answer = alice.client.get(&format!("{path}limit={limit}")).await;
            assert_eq!(answer.code(), "invalid_fields", "{path}{limit}");
        }
    }
    for cursor in ["x", "LTE", "bnVsbA", "W10", &"A".repeat(4000)] {
        for path in ["/v1/chats?", "/v1/chats/@bob/members?", "/v1/rooms?", "/v1/search?q=x&"] {
            let answer = alice.client.get(&format!("{path}after={cursor}")).await;
            assert_eq!(answer.code(), "invalid_fields", "{path}{cursor}");
        }
    }
}

/// A cursor of the right form that nobody was given leads nowhere, and harms nobody.
#[tokio::test]
async fn a_forged_place_in_a_list_is_a_place_like_any_other() {
    let (server, [alice, _bob]) = people(["alice", "bob"]).await;
    alice.says("@bob", "hi").await;
    alice.makes_room(json!({ "slug": "tea", "public": true })).await;
    let at = |millis: i64, chat: &str| json!({ "active_at": millis, "chat": chat });
    let found = |millis: i64, seq: u64| json!({ "at": millis, "chat": "r:1", "seq": seq });
    let long = "\u{ffff}".repeat(1_000);
    for (path, place) in [
        ("/v1/chats?", at(i64::MIN, "r:1")),
        ("/v1/chats?", at(i64::MAX, "d:1:9007199254740991")),
        ("/v1/chats/@bob/members?", json!(0)),
        ("/v1/chats/@bob/members?", json!(u64::MAX)),
        ("/v1/rooms?", json!("")),
        ("/v1/rooms?", json!("\u{0}")),
        ("/v1/rooms?", json!(long)),
        ("/v1/search?q=hi&", found(i64::MIN, 0)),
        ("/v1/search?q=hi&", found(i64::MAX, u64::MAX)),
    ] {
        let after = URL_SAFE_NO_PAD.encode(place.to_string());
        let answer = alice.client.get(&format!("{path}after={after}")).await;
        assert_eq!(answer.status, 200, "{path}{place}: {}", answer.text);
    }
    assert!(!server.log().contains("panicked"));
}

#[tokio::test]
async fn what_is_no_text_is_no_message() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    let path = "/v1/chats/@bob/messages";
    let send = async |body: String| {
        let request = alice.client.request(Method::POST, path).body(body);
        alice.client.send(request.header(CONTENT_TYPE, "application/json")).await
    };
    let long = "茶".repeat(4_001);
    for (body, code) in [
        (json!({ "text": "" }).to_string(), "invalid_fields"),
        (json!({ "text": " \u{200b}\n" }).to_string(), "invalid_fields"),
        (json!({ "text": "a\u{0}b" }).to_string(), "malformed_json"),
        (json!({ "text": "\u{1b}[2J" }).to_string(), "invalid_fields"),
        (json!({ "text": long }).to_string(), "invalid_fields"),
        (json!({ "text": 5 }).to_string(), "invalid_fields"),
        (json!({ "text": ["a"] }).to_string(), "invalid_fields"),
        (json!({ "text": "a", "reply_to": -1 }).to_string(), "invalid_fields"),
        (json!({ "text": "a", "reply_to": 1.5 }).to_string(), "invalid_fields"),
        (json!({ "text": "a", "reply_to": 7 }).to_string(), "unknown_message"),
        (json!({}).to_string(), "invalid_fields"),
        ("{\"text\":\"a\",\"text\":\"b\"}".to_owned(), "malformed_json"),
        ("{\"text\":\"\\ud800\"}".to_owned(), "malformed_json"),
        (format!("{{\"text\":{}", "[".repeat(30_000)), "malformed_json"),
    ] {
        let answer = send(body.clone()).await;
        assert_eq!(answer.code(), code, "{}", &body[..body.len().min(60)]);
    }
    assert_eq!(send(json!({ "text": "x".repeat(70_000) }).to_string()).await.status, 413);
    assert_eq!(alice.client.get("/v1/chats/@bob").await.code(), "unknown_chat", "none was written");
    assert_eq!(send(json!({ "text": "茶".repeat(4_000) }).to_string()).await.status, 201);
    for emoji in ["%20", "a%20b", "%0A", &"x".repeat(17)] {
        let path = format!("/v1/chats/@bob/messages/1/reactions/{emoji}");
        let answer = alice.client.send(alice.client.request(Method::PUT, &path)).await;
        assert_eq!(answer.status, 400, "{emoji}: {}", answer.text);
    }
}

#[tokio::test]
async fn tickets_are_not_given_without_end() {
    let server = House::default().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let asks = async || alice.client.post("/v1/tickets", json!({})).await;
    // Sixty a minute, of which not even two pass while this runs.
    let mut answers = Vec::new();
    for _ in 0..200 {
        answers.push(asks().await);
    }
    let refused = answers.iter().find(|answer| answer.status != 201).unwrap();
    assert_eq!((refused.status, refused.code()), (429, "rate_limited"));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(answers.iter().filter(|answer| answer.status == 201).count() >= 60);
}

/// The check that an endpoint must not forget: it is walked over all that the document has.
#[tokio::test]
async fn whatever_concerns_chats_is_held_to_the_pace_of_a_socket() {
    // So much within five minutes, which is longer than this takes.
    let house = House::easygoing().with("limits.scale", 1).with("socket.frames_per_second", 1);
    let server = house.with("socket.frames_at_once", 300).open();
    let client = server.client();
    let document = client.get("/v1/openapi.json").await.json;
    let paths = document["paths"].as_object().unwrap();
    let is_about_chats = |operation: &Value| operation["tags"] == json!(["chat"]);
    let mut places = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            if is_about_chats(operation) && path != "/v1/tickets" {
                let method: Method = method.to_uppercase().parse().unwrap();
                places.push((method, path.clone(), operation["requestBody"].is_object()));
            }
        }
    }
    assert!(places.len() > 20, "{}", places.len());
    let alice = Person::registers(&client, "alice").await;
    for _ in 0..300 {
        assert_eq!(alice.client.get("/v1/chats").await.status, 200);
    }
    for (method, path, has_body) in places {
        let filled = path.replace("{chat}", "r:9").replace("{seq}", "9");
        let filled = filled.replace("{user}", "9").replace("{emoji}", "x");
        let request = alice.client.request(method.clone(), &filled);
        let answer = alice.client.send(match has_body {
            true => request.json(&json!({})),
            false => request,
        });
        let answer = answer.await;
        assert_eq!((answer.status, answer.code()), (429, "rate_limited"), "{method} {path}");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    }
    let bob = Person::registers(&client, "bob").await;
    assert_eq!(bob.client.get("/v1/chats").await.status, 200, "others are not held up");
}
