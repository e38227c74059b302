//! WS-23: everybody comes back at once, from the very beginning of a long log.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use serde_json::json;

use super::machine::peak_mebibytes;
use super::{house, people, room, write_log};
use crate::socket::talker::Talker;

const MESSAGES: u64 = 1_000;
const BYTES: usize = 3_000;
const READERS: usize = 20;
/// Together they are sent 57 MiB.
const GROWTH_MEBIBYTES: u64 = 32;

#[tokio::test]
async fn a_storm_of_resumes_is_fed_in_pages_and_others_talk_on() {
    let server = house().open();
    let people = people(&server, &["alice", "bob", "carol", "dave"]).await;
    let mut hers = people[0].connect(&server);
    let (room, begun) = room(&mut hers, &["bob", "carol"]);
    write_log(&mut hers, &room, MESSAGES, BYTES);
    let before = peak_mebibytes(server.pid());

    let resumed = AtomicUsize::new(0);
    thread::scope(|scope| {
        for reader in 0..READERS {
            let mut talker = people[1 + reader % 2].connect_to(&server, "/ws?hold=1");
            let (room, resumed) = (&room, &resumed);
            scope.spawn(move || {
                assert_eq!(resume(&mut talker, room), begun + MESSAGES);
                resumed.fetch_add(1, SeqCst);
            });
        }
        let mut his = people[3].connect(&server);
        while resumed.load(SeqCst) < READERS {
            let ack = his.ask(json!({"type": "send", "chat": "@alice", "text": "all well?"}));
            assert_eq!(ack["type"], "ack", "{ack}");
        }
    });
    let grown = peak_mebibytes(server.pid()) - before;
    assert!(grown < GROWTH_MEBIBYTES, "the server grew by {grown} MiB");
}

/// Reads all of a log; says how many events it has, which came each once and in order.
fn resume(talker: &mut Talker, room: &str) -> u64 {
    talker.say(json!({"type": "resume", "id": "back", "since": {room: 0}}));
    let mut last = 0;
    loop {
        let frame = talker.hear();
        match frame["type"].as_str() {
            Some("resumed") => return last,
            Some("events") => {
                for event in frame["events"].as_array().unwrap() {
                    assert_eq!(event["seq"], last + 1);
                    last += 1;
                }
            }
            other => panic!("{other:?} in a resume"),
        }
    }
}
