//! The document of the socket against what the server says.

use std::collections::BTreeSet;
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{people, socket};
use crate::socket::talker::{Talker, knock};
use crate::support::{Person, Server};

/// One person's questions, and everything that her devices and another hear, up to the server's
/// goodbye.
async fn a_long_conversation(server: &mut Server, alice: &Person, bob: &Person) -> Vec<Value> {
    let (mut his, mut her_other) = (socket(server, bob), socket(server, alice));
    let bearer = format!("Bearer {}", alice.access_token);
    let mut hers = knock(server.address(), "/ws", &[("authorization", &bearer)]).unwrap();
    let mut heard = vec![hers.hear()];
    let tea = |kind: &str| json!({ "type": kind, "chat": "#tea", "user": "bob" });
    let about = |kind: &str| json!({ "type": kind, "chat": "@bob", "target": 1 });
    let with = |mut frame: Value, field: &str, value: Value| {
        frame[field] = value;
        frame
    };
    let says = |id: &str| {
        let text = "hi @bob, this is 茶";
        json!({ "type": "send", "chat": "@bob", "id": id, "text": text })
    };
    let frames = [
        says("k1"),
        says("k1"),
        with(says("k2"), "reply_to", json!(1)),
        with(about("edit"), "text", json!("hi there")),
        with(about("react"), "emoji", json!("👍")),
        about("pin"),
        json!({ "type": "create", "slug": "tea", "public": true, "title": "Tea" }),
        with(tea("invite"), "users", json!(["bob"])),
        with(tea("role"), "role", json!("moderator")),
        with(tea("topic"), "title", json!("Green tea")),
        tea("kick"),
        tea("ban"),
        tea("unban"),
        json!({ "type": "watch", "users": ["bob"], "id": "w" }),
        json!({ "type": "history", "chat": "@bob", "id": "h" }),
        json!({ "type": "chats", "limit": 1 }),
        tea("members"),
        json!({ "type": "rooms", "text": "tea" }),
        json!({ "type": "search", "text": "茶" }),
        json!({ "type": "resume", "since": { "@bob": 1 }, "id": "r" }),
        about("delete"),
        json!({ "type": "resume", "since": {} }),
        json!({ "type": "nonsense", "id": "n" }),
        json!({ "type": "send", "chat": "@bob", "text": "" }),
        json!({ "type": "join", "chat": "r:999" }),
    ];
    for frame in frames {
        hers.say(frame);
        heard.extend(hers.catch_up());
        heard.extend(his.catch_up());
        heard.extend(her_other.catch_up());
    }
    let his_turn = ["/join #tea", "/who", "/leave", "/join #tea", "/help", "/ping"];
    for line in his_turn {
        his.line(line);
        heard.extend(his.catch_up());
    }
    his.say(json!({ "type": "typing", "chat": "@alice" }));
    his.say(json!({ "type": "read", "chat": "@alice", "seq": 2 }));
    his.catch_up();
    hers.say(tea("close"));
    heard.extend(hers.catch_up());
    // What the others hear may come a moment behind her acknowledgement.
    while heard.last().is_none_or(|frame: &Value| frame["type"] != "closed") {
        heard.push(his.hear());
    }
    heard.extend(goodbye(server, hers));
    heard
}

fn goodbye(server: &mut Server, mut talker: Talker) -> Vec<Value> {
    server.signal(rustix::process::Signal::TERM);
    let (code, frames) = talker.closed();
    assert_eq!(code, 1001);
    frames
}

#[tokio::test]
async fn the_document_of_the_socket_is_asyncapi_and_describes_everything_that_is_said() {
    let (mut server, [alice, bob]) = people(["alice", "bob"]).await;
    let document = server.client().get("/v1/asyncapi.json").await.json;
    let heard = a_long_conversation(&mut server, &alice, &bob).await;

    let described = document["components"]["messages"].as_object().unwrap().keys();
    let described: BTreeSet<_> = described.filter_map(|name| name.strip_prefix("said.")).collect();
    let said: BTreeSet<_> = heard.iter().map(|frame| frame["type"].as_str().unwrap()).collect();
    let unsaid: Vec<_> = described.difference(&said).collect();
    assert!(unsaid.is_empty(), "{unsaid:?} of {described:?}");

    let schema = env::var("TEAHOUSE_TEST_ASYNCAPI").unwrap_or_else(|_| {
        panic!("name the JSON schema of AsyncAPI 3 in TEAHOUSE_TEST_ASYNCAPI, or run tests/all")
    });
    let python = env::var("TEAHOUSE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/asyncapi_check.py");
    let mut child = Command::new(python)
        .args([check, &schema])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let given = json!({ "document": document, "frames": heard }).to_string();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}
