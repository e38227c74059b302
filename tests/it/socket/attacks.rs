//! What strangers send to see what happens.

use std::io::Write;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::talker::{Person, house, person};
use crate::support::Server;

async fn alice() -> (Server, Person) {
    let server = house().open();
    let alice = person(&server, "alice").await;
    (server, alice)
}

/// A masked frame with an empty mask.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match u16::try_from(payload.len()) {
        Ok(short) if short < 126 => bytes.push(0x80 | short as u8),
        Ok(long) => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&long.to_be_bytes());
        }
        Err(_) => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(payload);
    bytes
}

#[tokio::test]
async fn frames_that_are_too_long_or_not_text_are_closed_with_their_code() {
    let (server, alice) = alice().await;
    let closed = |bytes: &[u8]| {
        let mut talker = alice.connect(&server);
        let _ = talker.raw().write_all(bytes);
        talker.closed().0
    };
    assert_eq!(closed(&frame(0x81, &vec![b'x'; 2 << 20])), 1009);
    assert_eq!(closed(&[0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009);
    assert_eq!(closed(&[0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]), 1009);
    assert_eq!(closed(&frame(0x82, b"x")), 1003);
    assert_eq!(closed(&frame(0x81, &[0xff, 0xfe])), 1007);
    assert_eq!(closed(b"\x81\x02hi"), 1002);
    for first in [0xc1, 0x83, 0x8b, 0x09, 0x80] {
        assert_eq!(closed(&frame(first, b"hi")), 1002, "{first:#x}");
    }
    let mut fragments = frame(0x01, b"x");
    for _ in 0..5_000 {
        fragments.extend(frame(0x00, b"x"));
    }
    assert_eq!(closed(&fragments), 1009);
    assert_eq!(closed(&frame(0x88, &1000_u16.to_be_bytes())), 1000);
    assert_eq!(closed(&frame(0x88, &1005_u16.to_be_bytes())), 1002);
}

#[tokio::test]
async fn bad_frames_are_answered_and_the_connection_goes_on() {
    let (server, alice) = alice().await;
    let mut hers = alice.connect(&server);
    let deep = "[".repeat(30_000);
    let digits = "9".repeat(400);
    for (line, code) in [
        (format!("{{\"type\":\"send\",\"chat\":{deep}"), "bad_json"),
        (format!("{{\"type\":\"history\",\"before\":{digits}}}"), "bad_json"),
        ("{\"type\":\"ping\",\"type\":\"ping\"}".into(), "bad_json"),
        ("{\"x\":\"\\ud800\"}".into(), "bad_json"),
        ("\u{feff}{}".into(), "bad_json"),
        ("[]".into(), "bad_frame"),
        ("7".into(), "bad_frame"),
        ("\"x\"".into(), "bad_frame"),
        ("{}".into(), "bad_frame"),
        ("{\"type\":\"nonsense\"}".into(), "unknown_type"),
        (format!("{{\"type\":\"ping\",\"id\":\"{}\"}}", "i".repeat(60_000)), "bad_frame"),
        ("{\"type\":\"ping\",\"id\":\"\"}".into(), "bad_frame"),
        ("{\"type\":\"ping\",\"id\":\"\\u0000\"}".into(), "bad_frame"),
    ] {
        hers.line(&line);
        let answer = hers.hears("error");
        assert_eq!(answer["code"], code, "{}: {answer}", &line[..line.len().min(60)]);
    }
    for since in ["-1", "9007199254740992", "18446744073709551616", "1.5", "\"5\"", "null"] {
        hers.line(&format!("{{\"type\":\"resume\",\"since\":{{\"r:1\":{since}}}}}"));
        let code = hers.hears("error")["code"].clone();
        assert!(code == "bad_frame" || code == "bad_json", "{since}: {code}");
    }
    assert!(hers.catch_up().is_empty());
}

#[tokio::test]
async fn the_sender_is_who_signed_in_whatever_the_frame_says() {
    let (server, alice) = alice().await;
    let bob = person(&server, "bob").await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    hers.say(json!({
        "type": "send", "chat": "@bob", "text": "hi", "uid": 999, "from": "carol", "sender": "carol",
    }));
    hers.hears("ack");
    let message = his.hears("message");
    assert_eq!((&message["uid"], &message["from"]), (&json!(alice.uid), &json!("alice")));
}

#[tokio::test]
async fn a_chat_that_is_not_ones_own_is_like_one_that_does_not_exist() {
    let (server, alice) = alice().await;
    let (bob, eve) = (person(&server, "bob").await, person(&server, "eve").await);
    let mut hers = alice.connect(&server);
    hers.line("@bob secret");
    hers.hears("ack");
    hers.line("/secret club Club");
    let club = hers.hears("ack")["chat"].as_str().unwrap().to_owned();
    let direct = format!("d:{}:{}", alice.uid, bob.uid);
    let mut eves = eve.connect(&server);
    let nowhere = "r:999999".to_owned();
    for kind in [
        json!({"type": "send", "text": "x"}),
        json!({"type": "history"}),
        json!({"type": "members"}),
        json!({"type": "typing", "on": true}),
        json!({"type": "read", "seq": 1}),
        json!({"type": "edit", "target": 1, "text": "x"}),
        json!({"type": "delete", "target": 1}),
        json!({"type": "join"}),
        json!({"type": "kick", "user": "alice"}),
    ] {
        let mut answers = Vec::new();
        for chat in [&club, &nowhere] {
            let mut frame = kind.clone();
            frame["chat"] = json!(chat);
            let answer = eves.ask(frame);
            assert_eq!(answer["type"], "error", "{kind}");
            answers.push((answer["code"].clone(), answer["message"].clone()));
        }
        assert_eq!(answers[0], answers[1], "{kind}");
        let mut frame = kind.clone();
        frame["chat"] = json!(direct);
        assert_eq!(eves.ask(frame)["type"], "error", "{kind}");
    }
    eves.say(json!({"type": "resume", "since": {club: 0, direct: 0}}));
    eves.hears("resumed");
}

#[tokio::test]
async fn a_flood_is_told_first_and_then_shown_out_and_others_do_not_notice() {
    let server = house().with("limits.scale", 1).open();
    let (alice, bob) = (person(&server, "alice").await, person(&server, "bob").await);
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    for _ in 0..1_000 {
        if !hers.send(Message::text("{\"type\":\"ping\"}")) {
            break;
        }
    }
    let (code, frames) = hers.closed();
    assert_eq!(code, 4008);
    let pongs = frames.iter().filter(|frame| frame["type"] == "pong").count();
    let told = frames.iter().find(|frame| frame["type"] == "error").unwrap();
    assert!(pongs >= 1, "the burst is served");
    assert_eq!(told["code"], "too_fast");
    assert!(told["retry_after"].as_f64().unwrap() > 0.0);
    assert!(his.catch_up().is_empty());
}

#[tokio::test]
async fn a_flood_of_pings_is_a_flood() {
    let server = house().with("limits.scale", 1).open();
    let alice = person(&server, "alice").await;
    let mut hers = alice.connect(&server);
    let pings: Vec<u8> = frame(0x89, b"x").repeat(100_000);
    let _ = hers.raw().write_all(&pings);
    assert!([4008, 1006].contains(&hers.closed().0));
}

#[tokio::test]
async fn one_id_sent_on_many_connections_at_once_is_one_message() {
    let (server, alice) = alice().await;
    let bob = person(&server, "bob").await;
    let mut his = bob.connect(&server);
    let mut sockets: Vec<_> = (0..3).map(|_| alice.connect(&server)).collect();
    for _ in 0..7 {
        for socket in &mut sockets {
            socket.say(json!({"type": "send", "id": "k", "chat": "@bob", "text": "once"}));
        }
    }
    for socket in &mut sockets {
        let frames = socket.catch_up();
        let acks: Vec<_> = frames.iter().filter(|frame| frame["type"] == "ack").collect();
        assert_eq!(acks.len(), 7, "{frames:?}");
        assert!(acks.iter().all(|ack| ack["seq"] == 1), "{acks:?}");
    }
    assert_eq!(his.catch_up().len(), 1);
}
