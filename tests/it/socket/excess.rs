//! Too much of something: a documented end or an error, a bounded memory, and nobody else notices.

use std::fs;
use std::io::{Read, Write};

use serde_json::{Map, Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::attacks::frame;
use super::talker::{Person, Talker, house, person, try_knock};
use crate::support::{Server, WallClock};

async fn alice_and_bob(server: &Server) -> (Person, Person) {
    (person(server, "alice").await, person(server, "bob").await)
}

/// Memory of the server that is its own, in KiB.
fn memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn open_files(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count()
}

fn is_served(talker: &mut Talker) {
    assert!(talker.catch_up().is_empty());
}

#[tokio::test]
async fn what_was_only_announced_takes_no_room() {
    let server = house().with("socket.connections_per_account_max", 300).open();
    let (alice, bob) = alice_and_bob(&server).await;
    let mut his = bob.connect(&server);
    let mut sockets: Vec<Talker> = (0..200).map(|_| alice.connect(&server)).collect();
    let before = memory(&server);
    let announced = &frame(0x81, &[b'x'; 60_000])[..1_024];
    for socket in &mut sockets {
        socket.raw().write_all(announced).unwrap();
    }
    is_served(&mut his);
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 4 * 1024, "{grown} KiB for 200 KiB that were sent");
}

#[tokio::test]
async fn fragments_that_never_end_are_no_message() {
    let server = house().open();
    let (alice, bob) = alice_and_bob(&server).await;
    let mut his = bob.connect(&server);
    for piece in [&b"x"[..], b""] {
        let mut hers = alice.connect(&server);
        let mut flood = frame(0x01, piece);
        flood.extend(frame(0x00, piece).repeat(200_000));
        let _ = hers.raw().write_all(&flood);
        assert!([1009, 1006].contains(&hers.closed().0));
    }
    is_served(&mut his);
}

#[tokio::test]
async fn pings_that_nobody_reads_the_answers_of_take_no_room() {
    let server = house().open();
    let (alice, bob) = alice_and_bob(&server).await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    is_served(&mut his);
    let before = memory(&server);
    let tcp = hers.raw();
    tcp.set_nonblocking(true).unwrap();
    // As many as anybody takes of them.
    let pings = frame(0x89, &[b'x'; 125]).repeat(100);
    let mut sent = 0;
    while sent < 100_000 && tcp.write_all(&pings).is_ok() {
        sent += 100;
    }
    is_served(&mut his);
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 4 * 1024, "{grown} KiB after {sent} pings");
}

#[tokio::test]
async fn a_flood_of_joins_is_a_flood() {
    let server = house().with("limits.scale", 1).open();
    let (alice, bob) = alice_and_bob(&server).await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    let join = json!({"type": "join", "chat": "#nowhere"}).to_string();
    for _ in 0..1_000 {
        if !hers.send(Message::text(join.as_str())) {
            break;
        }
    }
    let (code, frames) = hers.closed();
    assert!([4008, 1006].contains(&code), "{code}");
    assert!(frames.iter().all(|frame| frame["type"] == "error"), "{frames:?}");
    is_served(&mut his);
}

#[tokio::test]
async fn a_resume_names_ten_thousand_chats_and_no_more() {
    let server = house().with("socket.frame_bytes_max", 1 << 20).open();
    let (alice, bob) = alice_and_bob(&server).await;
    let (mut hers, mut his) = (alice.connect_to(&server, "/ws?hold=1"), bob.connect(&server));
    his.line("@alice hi");
    his.hears("ack");
    let named = |count: u64| {
        let since: Map<String, Value> =
            (1..=count).map(|number| (format!("r:{number}"), json!(number))).collect();
        json!({"type": "resume", "id": "r", "since": since})
    };
    assert_eq!(hers.ask(named(10_001))["code"], "bad_frame");
    assert_eq!(hers.ask(named(10_000))["type"], "chats");
    hers.hears("resumed");
    his.line("@alice again");
    assert_eq!(hers.hears("message")["text"], "again");
}

#[tokio::test]
async fn places_beyond_the_end_hold_nothing() {
    let server = house().open();
    let (alice, bob) = alice_and_bob(&server).await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    hers.line("@bob hi");
    let chat = hers.hears("ack")["chat"].clone();
    assert_eq!(his.hears("message")["seq"], 1);
    let far = (1_u64 << 53) - 1;
    let page = his.ask(json!({"type": "history", "chat": chat, "after": far}));
    assert_eq!((&page["events"], &page["more"]), (&json!([]), &json!(false)));
    let page = his.ask(json!({"type": "history", "chat": chat, "before": far}));
    assert_eq!(page["events"].as_array().unwrap().len(), 1);
    for wrong in [
        json!({"type": "read", "chat": chat, "seq": far}),
        json!({"type": "react", "chat": chat, "target": far, "emoji": "👍"}),
        json!({"type": "send", "chat": chat, "text": "x", "reply_to": far}),
        json!({"type": "send", "chat": chat, "text": "a\u{0}b"}),
    ] {
        assert_eq!(his.ask(wrong.clone())["code"], "bad_frame", "{wrong}");
    }
    assert!(hers.catch_up().is_empty());
}

#[tokio::test]
async fn an_id_is_its_senders_own_and_of_one_chat() {
    let server = house().open();
    let (alice, bob) = alice_and_bob(&server).await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    let send = |chat: &str| json!({"type": "send", "id": "k", "chat": chat, "text": "hi"});
    assert_eq!(hers.ask(send("@bob"))["seq"], 1);
    his.hears("message");
    let his_own = his.ask(send("@alice"));
    assert_eq!((&his_own["seq"], &his_own["duplicate"]), (&json!(2), &Value::Null));
    hers.hears("message");
    hers.line("/create #tea Tea");
    hers.hears("ack");
    assert_eq!(hers.ask(send("#tea"))["seq"], 2);
    let longest = "ü".repeat(64);
    let taken = hers.ask(json!({"type": "send", "id": longest, "chat": "#tea", "text": "x"}));
    assert_eq!(taken["id"], json!(longest));
    let longer = json!({"type": "send", "id": "i".repeat(65), "chat": "#tea", "text": "x"});
    assert_eq!(hers.ask(longer)["code"], "bad_frame");
}

#[tokio::test]
async fn there_are_only_so_many_connections_and_they_come_back() {
    let server = house()
        .with("server.connections_max", 40)
        .with("socket.connections_per_account_max", 300)
        .open();
    let (alice, bob) = alice_and_bob(&server).await;
    let before = open_files(&server);
    let mut sockets = Vec::new();
    let bearer = alice.bearer();
    let refused = loop {
        match try_knock(server.address(), "/ws", &[("authorization", &bearer)]) {
            Some(Ok(socket)) if sockets.len() < 200 => sockets.push(socket),
            Some(Ok(_)) => panic!("there is no end of it"),
            Some(Err(status)) => break Some(status),
            None => break None,
        }
    };
    assert!(refused.is_none_or(|status| status == 503), "{refused:?}");
    drop(sockets);
    // The server may need a moment to see that they are gone.
    let knocks = || try_knock(server.address(), "/ws", &[("authorization", &bob.bearer())])?.ok();
    let mut his = (0..10_000).find_map(|_| knocks()).unwrap();
    assert_eq!(his.hear()["type"], "welcome");
    drop(his);
    assert!((0..100_000).any(|_| open_files(&server) <= before), "{before}");
}

#[tokio::test]
async fn a_session_that_ran_out_meanwhile_ends_the_socket() {
    let clock = WallClock::right();
    let server = clock.opens_and_lives_by_it(house());
    let alice = person(&server, "alice").await;
    let mut hers = alice.connect(&server);
    is_served(&mut hers);
    clock.is_off_by("+40d");
    // Whatever she does next.
    hers.say(json!({"type": "ping"}));
    assert_eq!(hers.closed().0, 4501);
}

/// WS-16: silence is asked about, and who does not answer is gone.
#[tokio::test]
async fn who_answers_no_ping_is_shown_out() {
    let clock = WallClock::right();
    let server = clock.opens_and_lives_by_it(house());
    let (alice, bob) = alice_and_bob(&server).await;
    let mut hers = alice.connect(&server);
    is_served(&mut hers);
    clock.is_off_by("+40");
    assert_eq!(next_bytes(&server, &mut hers)[..1], [0x89], "a ping, after half a minute");
    clock.is_off_by("+70");
    let goodbye = next_bytes(&server, &mut hers);
    assert_eq!((goodbye[0], &goodbye[2..4]), (0x88, &4010_u16.to_be_bytes()[..]), "{goodbye:?}");
    is_served(&mut bob.connect(&server));
}

/// What comes next, while others come and go, each of whom makes the server look at its clock.
fn next_bytes(server: &Server, talker: &mut Talker) -> Vec<u8> {
    let tcp = talker.raw();
    tcp.set_nonblocking(true).unwrap();
    let mut bytes = [0; 128];
    for _ in 0..10_000 {
        let mut passer_by = server.raw();
        passer_by.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(passer_by.status(), 200);
        if let Ok(length) = tcp.read(&mut bytes) {
            return bytes[..length].to_vec();
        }
    }
    panic!("nothing came");
}
