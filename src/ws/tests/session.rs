use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use crate::values::ChatId;
use crate::ws::close::Farewell;
use crate::ws::decoder::Incoming;
use crate::ws::frame::Request;
use crate::ws::heart::Flow;
use crate::ws::pace::PaceLimits;
use crate::ws::session::*;

fn session() -> (Session, Instant) {
    let now = Instant::now();
    (Session::new(PaceLimits { rate: 20, burst: 60 }, now, 0.0), now)
}

fn hear(session: &mut Session, now: Instant, text: &str) -> Deed {
    session.hear(Incoming::Text(text), now, Flow::default())
}

/// The JSON in a frame of ours.
fn json(frame: &Bytes) -> Value {
    let header = if frame[1] == 126 { 4 } else { 2 };
    serde_json::from_slice(&frame[header..]).unwrap()
}

fn error(deed: Deed) -> Value {
    let Deed::Say(frame) = deed else { panic!("{deed:?} is no answer") };
    let said = json(&frame);
    assert_eq!(said["type"], "error", "{said}");
    said
}

#[test]
fn a_frame_is_a_question_and_bad_ones_are_answered_at_once() {
    let (mut session, now) = session();
    let Deed::Ask(asked) = hear(&mut session, now, r#"{"type":"chats","id":"c"}"#) else {
        panic!("the rules are to be asked")
    };
    assert_eq!(asked.id.as_deref(), Some("c"));
    let said = error(hear(&mut session, now, r#"{"type":"send","id":"k","chat":7}"#));
    assert_eq!(
        (&said["code"], &said["field"], &said["id"]),
        (&"bad_frame".into(), &"chat".into(), &"k".into())
    );
    assert_eq!(error(hear(&mut session, now, "{"))["code"], "bad_json");
    assert_eq!(error(hear(&mut session, now, r#"{"type":"fly"}"#))["code"], "unknown_type");
    assert_eq!(error(hear(&mut session, now, "\u{feff}{}"))["code"], "bad_json");
}

#[test]
fn a_line_waits_for_its_turn_and_goes_where_this_socket_wrote_last() {
    let (mut session, now) = session();
    assert_eq!(hear(&mut session, now, "hello\n"), Deed::Line("hello\n".to_owned()));
    assert!(session.read_line("hello").is_err());
    assert!(session.read_line(" \n").is_err());
    session.wrote_to(ChatId::parse("d:17:42").unwrap());
    let asked = session.read_line("hello\n").unwrap();
    let (chat, text) = ("d:17:42".to_owned(), "hello".to_owned());
    assert_eq!(asked.request, Request::Send { chat, text, reply_to: None, attachments: vec![] });
}

#[test]
fn who_asks_too_fast_is_told_first_and_then_shown_out() {
    let (mut session, now) = session();
    for _ in 0..60 {
        assert!(matches!(hear(&mut session, now, r#"{"type":"ping"}"#), Deed::Ask(_)));
    }
    for _ in 0..60 {
        let said = error(hear(&mut session, now, r#"{"type":"ping"}"#));
        assert_eq!(said["code"], "too_fast");
        assert!(said["retry_after"].as_f64().unwrap() > 0.0);
    }
    assert_eq!(hear(&mut session, now, r#"{"type":"ping"}"#), Deed::Close(Farewell::TooFast));
}

#[test]
fn a_flood_of_pings_is_a_flood() {
    let (mut session, now) = session();
    let mut ping = || session.hear(Incoming::Ping(b"x"), now, Flow::default());
    for _ in 0..60 {
        assert_eq!(ping(), Deed::Say(Bytes::from_static(b"\x8a\x01x")));
    }
    let last = (0..61).map(|_| ping()).last();
    assert_eq!(last, Some(Deed::Close(Farewell::TooFast)));
}

#[test]
fn frames_are_text_and_a_goodbye_is_returned() {
    let (mut session, now) = session();
    let binary = session.hear(Incoming::Binary(b"x"), now, Flow::default());
    assert_eq!(binary, Deed::Close(Farewell::BinaryFrame));
    let close = session.hear(Incoming::Close(Some(1000)), now, Flow::default());
    assert_eq!(close, Deed::Close(Farewell::Echo(Some(1000))));
}

#[test]
fn close_codes_say_by_their_range_whether_to_come_back() {
    for farewell in Farewell::TABLE {
        let (code, reason) = farewell.on_the_wire();
        assert!(reason.len() <= 123, "a close frame has no room for {reason:?}");
        let returns = !matches!(farewell, Farewell::SessionEnded | Farewell::TooManyConnections);
        assert_eq!(code.unwrap() < 4500, returns, "{farewell:?}");
    }
}
