use crate::ws::frame::*;

fn read_ok(text: &str) -> Request {
    read(text).unwrap_or_else(|refused| panic!("{text}: {refused:?}")).request
}

/// The kind of refusal, and the words that go with it.
fn refused(text: &str) -> (&'static str, String) {
    let (_, bad) = read(text).expect_err(text);
    let kind = match bad {
        BadFrame::Json(_) => "bad_json",
        BadFrame::UnknownType(_) => "unknown_type",
        BadFrame::Field { field, .. } => field,
    };
    (kind, bad.to_string())
}

#[test]
fn a_send_is_read_and_unknown_fields_are_ignored() {
    let asked =
        read(r##"{"type":"send","id":"k1","chat":"#tea","text":"hi","sender":99}"##).unwrap();
    assert_eq!(asked.id.as_deref(), Some("k1"));
    let (chat, text) = ("#tea".to_owned(), "hi".to_owned());
    let send = Request::Send { chat, text, reply_to: None, attachments: vec![] };
    assert_eq!(asked.request, send);
}

#[test]
fn every_frame_of_the_protocol_is_known() {
    for text in [
        r#"{"type":"edit","chat":"r:1","target":3,"text":"x"}"#,
        r#"{"type":"delete","chat":"r:1","target":3}"#,
        r#"{"type":"react","chat":"r:1","target":3,"emoji":"+1","on":false}"#,
        r#"{"type":"pin","chat":"r:1","target":3}"#,
        r#"{"type":"history","chat":"r:1","after":0,"limit":10}"#,
        r#"{"type":"resume","since":{"r:1":3,"d:1:2":0}}"#,
        r#"{"type":"chats"}"#,
        r#"{"type":"members","chat":"r:1"}"#,
        r#"{"type":"create","slug":"tea","title":"Tea","public":true,"members":["bob",42]}"#,
        r#"{"type":"join","chat":"r:1"}"#,
        r#"{"type":"leave","chat":"r:1"}"#,
        r#"{"type":"invite","chat":"r:1","users":["bob"]}"#,
        r#"{"type":"kick","chat":"r:1","user":42}"#,
        r#"{"type":"ban","chat":"r:1","user":"bob"}"#,
        r#"{"type":"role","chat":"r:1","user":"bob","role":"moderator"}"#,
        r#"{"type":"unban","chat":"r:1","user":"bob"}"#,
        r#"{"type":"close","chat":"r:1"}"#,
        r#"{"type":"mute","chat":"r:1","on":false}"#,
        r#"{"type":"topic","chat":"r:1","title":"x"}"#,
        r#"{"type":"read","chat":"r:1","seq":3}"#,
        r#"{"type":"typing","chat":"r:1","on":true}"#,
        r#"{"type":"watch","users":["bob"]}"#,
        r#"{"type":"search","text":"tea"}"#,
        r#"{"type":"ping","id":"p"}"#,
    ] {
        read_ok(text);
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_no_json_here() {
    let deep = format!(r#"{{"type":"ping","x":{}{}}}"#, "[".repeat(16), "]".repeat(16));
    let deeper_still = "[".repeat(30_000);
    for text in [
        r#"{"type":"ping","type":"ping"}"#,
        r#"{"type":"ping","x":1,"x":2}"#,
        r#"{"type":"ping","x":{"y":1,"y":2}}"#,
        r#"{"type":"ping","x":1e400}"#,
        r#"{"type":"ping","x":9007199254740992}"#,
        r#"{"type":"ping","x":-9007199254740992}"#,
        r#"{"type":"ping","x":18446744073709551616}"#,
        r#"{"type":"ping","x":"\ud800"}"#,
        r#"{"type":"ping"} {"type":"ping"}"#,
        r#"{"type":"ping""#,
        "[]",
        "5",
        "\"x\"",
        "null",
        "",
        "\u{feff}{}",
        &deep,
        &format!(r#"{{"type":"ping","x":{deeper_still}"#),
        &format!(r#"{{"type":"ping","x":{}}}"#, "9".repeat(400)),
    ] {
        assert_eq!(refused(text).0, "bad_json", "{}", &text[..text.len().min(80)]);
    }
    let fits = format!(r#"{{"type":"ping","x":{}{}}}"#, "[".repeat(15), "]".repeat(15));
    read_ok(&fits);
}

#[test]
fn a_bad_field_is_named() {
    for (text, field) in [
        (r#"{}"#, "type"),
        (r#"{"type":5}"#, "type"),
        (r#"{"type":"send"}"#, "chat"),
        (r#"{"type":"send","chat":"@b","text":5}"#, "text"),
        (r#"{"type":"send","chat":"@b","text":"x","reply_to":-1}"#, "reply_to"),
        (r#"{"type":"send","chat":"@b","text":"x","reply_to":1.5}"#, "reply_to"),
        (r#"{"type":"send","chat":"@b","text":"x","reply_to":"5"}"#, "reply_to"),
        (r#"{"type":"send","chat":"@b","text":"x","attachments":"a"}"#, "attachments"),
        (r#"{"type":"history","chat":"r:1","before":1,"after":1}"#, "after"),
        (r#"{"type":"resume"}"#, "since"),
        (r#"{"type":"resume","since":[]}"#, "since"),
        (r#"{"type":"resume","since":{"r:1":-1}}"#, "since"),
        (r#"{"type":"resume","since":{"r:1":1.5}}"#, "since"),
        (r#"{"type":"resume","since":{"r:1":"5"}}"#, "since"),
        (r#"{"type":"resume","since":{"r:1":null}}"#, "since"),
        (r#"{"type":"ping","id":""}"#, "id"),
        (r#"{"type":"ping","id":"a\u0000b"}"#, "id"),
        (r#"{"type":"ping","id":5}"#, "id"),
        (r#"{"type":"kick","chat":"r:1","user":0}"#, "user"),
    ] {
        assert_eq!(refused(text).0, field, "{text}");
    }
    let long = format!(r#"{{"type":"ping","id":"{}"}}"#, "i".repeat(65));
    assert_eq!(refused(&long).0, "id");
    read_ok(&format!(r#"{{"type":"ping","id":"{}"}}"#, "茶".repeat(64)));
}

#[test]
fn an_unknown_type_is_said_back_but_not_at_any_length() {
    let (kind, words) = refused(&format!(r#"{{"type":"{}"}}"#, "x".repeat(5000)));
    assert_eq!(kind, "unknown_type");
    assert!(words.len() < 100, "{words}");
}

#[test]
fn a_refusal_carries_the_id() {
    let (id, _) = read(r#"{"id":"k7","type":"send"}"#).unwrap_err();
    assert_eq!(id.as_deref(), Some("k7"));
}

#[test]
fn pages_are_never_larger_than_allowed() {
    let asked = r#"{"type":"history","chat":"r:1","limit":100000}"#;
    let newest = |limit| Request::History { chat: "r:1".into(), from: From::Newest, limit };
    assert_eq!(read_ok(asked), newest(200));
    assert_eq!(read_ok(r#"{"type":"history","chat":"r:1","limit":0}"#), newest(1));
    assert_eq!(read_ok(r#"{"type":"history","chat":"r:1"}"#), newest(50));
}

#[test]
fn ten_thousand_unknown_keys_are_passed_over() {
    let keys: Vec<String> = (0..10_000).map(|n| format!("\"{n}\":0")).collect();
    read_ok(&format!(r#"{{"type":"ping",{}}}"#, keys.join(",")));
}
