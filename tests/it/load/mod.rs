//! What much of something does to the server, and to those who are there beside it. Small enough
//! for every day; `teahouse bench` asks the same in full.

mod command;
mod large_room;
mod machine;
mod resume_storm;
mod slow_reader;
mod soak;

use serde_json::json;

use crate::socket::talker::{Person, Talker, person};
use crate::support::{House, Server};

/// A store that takes little memory itself, and does not hide what else grows.
fn house() -> House {
    House::easygoing().with("store.engine", "redb").with("store.cache_mebibytes", 8)
}

async fn people(server: &Server, names: &[&str]) -> Vec<Person> {
    let mut people = Vec::new();
    for name in names {
        people.push(person(server, name).await);
    }
    people
}

/// A room of the owner and these others. Says what it is called, and how far its log has come.
fn room(owner: &mut Talker, others: &[&str]) -> (String, u64) {
    let create = json!({"type": "create", "id": "c", "slug": "hall", "members": others});
    let ack = owner.ask(create);
    assert_eq!(ack["type"], "ack", "{ack}");
    (ack["chat"].as_str().unwrap().to_owned(), 1 + others.len() as u64)
}

/// Writes so many messages, a few under way at a time, and waits until each is acknowledged.
fn write_log(talker: &mut Talker, room: &str, messages: u64, bytes: usize) {
    let text = "茶".repeat(bytes / 3);
    let mut acks = 0;
    let mut said = 0;
    while acks < messages {
        while said < messages && said < acks + 16 {
            talker.say(json!({"type": "send", "chat": room, "text": text}));
            said += 1;
        }
        acks += u64::from(talker.hear()["type"] == "ack");
    }
}

/// Hears a log up to this number, each event once and in order, behind the `last` that was heard.
fn hear_log(talker: &mut Talker, last: &mut Option<u64>, head: u64) {
    while *last != Some(head) {
        let frame = talker.hear();
        let seq = frame["seq"].as_u64().unwrap_or_else(|| panic!("{frame}"));
        assert!(last.is_none_or(|last| seq == last + 1), "{seq} after {last:?}");
        *last = Some(seq);
    }
}
