//! Messages: sent by requests, heard on sockets, and the other way.

use reqwest::Method;
use serde_json::json;

use super::{people, socket, spelt};
use crate::support::Person;

#[tokio::test]
async fn what_is_sent_by_a_request_is_heard_on_sockets_and_the_other_way() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    let (mut hers, mut his) = (socket(&server, &alice), socket(&server, &bob));
    let sent = alice.sends("@bob", "hello").await;
    let chat = format!("d:{}:{}", alice.uid, bob.uid);
    assert_eq!((sent.status, sent.json["chat"].as_str()), (201, Some(&*chat)));
    let place = format!("/v1/chats/{chat}/messages/1");
    assert_eq!(sent.header("location"), place);
    assert_eq!(spelt(&his.hears("message")), "1 alice message hello");
    assert_eq!(spelt(&hers.hears("message")), "1 alice message hello", "her other device");

    his.line("@alice hi there");
    his.hears("ack");
    hers.hears("message");
    assert_eq!(alice.log(&chat).await, ["1 alice message hello", "2 bob message hi there"]);
    let message = bob.client.get(&place).await.json;
    assert_eq!(spelt(&message), "1 alice message hello");
    assert_eq!((&message["chat"], &message["uid"]), (&json!(chat), &json!(alice.uid)));
}

#[tokio::test]
async fn what_becomes_of_a_message_is_told_and_shown() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    let mut his = socket(&server, &bob);
    alice.says("@bob", "helo").await;
    his.hears("message");
    let of = |rest: &str| format!("/v1/chats/@bob/messages/1{rest}");
    let puts = async |path: String, method: Method| {
        let answer = alice.client.send(alice.client.request(method, &path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json
    };

    let edited = alice.client.patch(&of(""), json!({ "text": "hello" })).await;
    assert_eq!(edited.json["seq"], 2, "{}", edited.text);
    let edit = his.hears("edit");
    assert_eq!((&edit["target"], &edit["text"]), (&json!(1), &json!("hello")));
    puts(of("/reactions/%F0%9F%91%8D"), Method::PUT).await;
    assert_eq!(his.hears("react")["emoji"], "👍");
    let again = puts(of("/reactions/%F0%9F%91%8D"), Method::PUT).await;
    assert_eq!((&again["duplicate"], &again["seq"]), (&json!(true), &json!(3)));
    puts(of("/pin"), Method::PUT).await;
    assert_eq!(his.hears("pin")["on"], true);
    assert_eq!(bob.client.get("/v1/chats/@alice/pins").await.json["pins"], json!([1]));

    let now = bob.client.get("/v1/chats/@alice/messages/1").await.json["now"].clone();
    let thumbs = json!([{ "emoji": "👍", "count": 1, "mine": false }]);
    let fate = json!({ "text": "hello", "edited": 2, "reactions": thumbs, "pinned": true });
    assert_eq!(now, fate);

    puts(of("/reactions/%F0%9F%91%8D"), Method::DELETE).await;
    assert_eq!(his.hears("react")["on"], false);
    puts(of("/pin"), Method::DELETE).await;
    assert_eq!(his.hears("pin")["on"], false);
    puts(of(""), Method::DELETE).await;
    assert_eq!(his.hears("delete")["target"], 1);
    let gone = bob.client.get("/v1/chats/@alice/messages/1").await.json;
    assert_eq!((&gone["text"], &gone["erased"]), (&json!(""), &json!(true)));
    assert_eq!(gone["now"]["deleted"], 7);
    assert_eq!(bob.client.get("/v1/chats/@alice/messages/2").await.code(), "unknown_message");
}

#[tokio::test]
async fn a_long_log_is_read_page_by_page_in_both_directions() {
    let (_server, [alice, bob]) = people(["alice", "bob"]).await;
    for number in 1..=7 {
        alice.says("@bob", &number.to_string()).await;
    }
    let page = async |query: &str| {
        let answer = bob.client.get(&format!("/v1/chats/@alice/events{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["head"], 7);
        let events = answer.json["events"].as_array().unwrap();
        let seqs: Vec<_> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        (seqs, answer.json["more"].as_bool().unwrap())
    };
    assert_eq!(page("?limit=3").await, (vec![5, 6, 7], true));
    assert_eq!(page("?limit=3&before=5").await, (vec![2, 3, 4], true));
    assert_eq!(page("?limit=3&before=2").await, (vec![1], false));
    assert_eq!(page("?limit=3&after=0").await, (vec![1, 2, 3], true));
    assert_eq!(page("?limit=3&after=4").await, (vec![5, 6, 7], false));
    assert_eq!(page("?after=9007199254740991").await, (vec![], false));
    assert_eq!(page("?before=0").await, (vec![], false));
    let both = bob.client.get("/v1/chats/@alice/events?before=3&after=1").await;
    assert_eq!(both.code(), "invalid_fields");
}

#[tokio::test]
async fn what_is_read_is_counted_and_shown_to_the_other() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    for text in ["one", "two", "three"] {
        alice.says("@bob", text).await;
    }
    let chats = bob.client.get("/v1/chats").await.json["chats"].clone();
    assert_eq!(chats[0]["unread"], 3);
    assert_eq!(chats[0]["with"], json!({ "uid": alice.uid, "username": "alice" }));
    assert_eq!(spelt(&chats[0]["last"]), "3 alice message three");
    let mut hers = socket(&server, &alice);
    let read =
        async |seq: u64| bob.client.put("/v1/chats/@alice/read", json!({ "seq": seq })).await;
    assert_eq!(read(2).await.status, 204);
    assert_eq!(alice.client.get("/v1/chats/@bob").await.json["seen"], 2);
    let mark = hers.hears("read");
    assert_eq!((&mark["uid"], &mark["upto"]), (&json!(bob.uid), &json!(2)));
    assert_eq!(bob.client.get("/v1/chats/@alice").await.json["unread"], 1);
    assert_eq!(read(1).await.status, 204, "it is not taken back");
    assert_eq!(bob.client.get("/v1/chats/@alice").await.json["unread"], 1);
    assert_eq!(read(9).await.code(), "invalid_fields");
    assert!(hers.catch_up().is_empty());

    let typing = json!({ "on": true });
    assert_eq!(bob.client.put("/v1/chats/@alice/typing", typing).await.status, 204);
    let typing = hers.hears("typing");
    assert_eq!((&typing["from"], &typing["on"]), (&json!("bob"), &json!(true)));
}

/// The list of chats says it over both edges, to a connection that has heard nothing before.
#[tokio::test]
async fn who_comes_back_is_told_of_calls_and_of_what_was_read() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    for text in ["@bob, are you there?", "I mean @alice", "@bob!", "well, then"] {
        alice.says("@bob", text).await;
    }
    let told = async |person: &Person| {
        let mut socket = socket(&server, person);
        socket.say(json!({ "type": "chats" }));
        let over_socket = socket.hears("chats")["chats"][0].clone();
        let over_rest = person.client.get("/v1/chats").await.json["chats"][0].clone();
        assert_eq!(over_socket, over_rest);
        let count = |field: &str| over_rest[field].as_u64().unwrap();
        (count("unread"), count("mentions"), count("seen"))
    };
    assert_eq!(told(&bob).await, (4, 2, 4));
    assert_eq!(told(&alice).await, (0, 0, 0));
    bob.client.put("/v1/chats/@alice/read", json!({ "seq": 1 })).await;
    assert_eq!(told(&bob).await, (3, 1, 4));
    assert_eq!(told(&alice).await, (0, 0, 1));
    alice.client.patch("/v1/chats/@bob/messages/3", json!({ "text": "never mind" })).await;
    alice.client.patch("/v1/chats/@bob/messages/4", json!({ "text": "oh, @bob" })).await;
    alice.client.patch("/v1/chats/@bob/messages/1", json!({ "text": "once more: @bob" })).await;
    assert_eq!(told(&bob).await, (3, 1, 4));
    let edited = bob.client.get("/v1/chats/@alice/messages/4").await.json;
    assert_eq!(edited["now"]["mentions"], json!([bob.uid]));
    alice.client.delete("/v1/chats/@bob/messages/4").await;
    assert_eq!(told(&bob).await, (2, 0, 4));
}

#[tokio::test]
async fn ones_chats_are_listed_page_by_page_the_latest_first() {
    let (_server, [alice, _, _, _]) = people(["alice", "bob", "carol", "dave"]).await;
    for name in ["bob", "carol", "dave", "bob"] {
        alice.says(&format!("@{name}"), "hi").await;
    }
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let page = alice.client.get(&format!("/v1/chats?limit=2{after}")).await.json;
        let chats = page["chats"].as_array().unwrap();
        names.push(chats.iter().map(|chat| chat["with"]["username"].clone()).collect::<Vec<_>>());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(names, [vec!["bob", "dave"], vec!["carol"]]);
    let muted = alice.client.patch("/v1/chats/@bob", json!({ "muted": true })).await;
    assert_eq!(muted.json["muted"], true, "{}", muted.text);
}

#[tokio::test]
async fn who_is_here_can_be_asked_without_a_socket() {
    let (server, [alice, bob]) = people(["alice", "bob"]).await;
    let presence = async || alice.client.get("/v1/users/@bob/presence").await.json;
    let never = json!({ "uid": bob.uid, "online": false, "last_seen": null });
    assert_eq!(presence().await, never);
    let his = socket(&server, &bob);
    assert_eq!(presence().await["online"], true);
    drop(his);
    while presence().await["online"] == true {
        tokio::task::yield_now().await;
    }
    assert!(presence().await["last_seen"].is_number());
}
