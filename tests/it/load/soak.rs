//! DUR-12: coming, talking and going, again and again, leaves nothing behind.

use serde_json::json;

use super::machine::{descriptors, peak_mebibytes};
use super::{house, people};
use crate::socket::talker::{Person, Talker};
use crate::support::{PATIENCE, Server};

const WARM_UP: usize = 5;
const ROUNDS: usize = 40;
const SOCKETS: usize = 10;
/// Of 800 connections; one that stays would be 10 kB, and its share of everything else.
const GROWTH_MEBIBYTES: u64 = 4;

#[tokio::test]
async fn connections_that_come_and_go_leave_neither_memory_nor_files_behind() {
    let server = house().open();
    let people = people(&server, &["alice", "bob"]).await;
    for _ in 0..WARM_UP {
        come_talk_and_go(&server, &people);
    }
    // One by itself, so that all that is open afterwards is what always is.
    drop(people[0].connect(&server));
    let (files, memory) = (descriptors(server.pid()), peak_mebibytes(server.pid()));
    for _ in 0..ROUNDS {
        come_talk_and_go(&server, &people);
    }
    let all_gone = async {
        while descriptors(server.pid()) > files {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all_gone).await.unwrap();
    let grown = peak_mebibytes(server.pid()) - memory;
    assert!(grown < GROWTH_MEBIBYTES, "the server grew by {grown} MiB");
}

fn come_talk_and_go(server: &Server, people: &[Person]) {
    let crowd =
        |person: &Person| -> Vec<Talker> { (0..SOCKETS).map(|_| person.connect(server)).collect() };
    let (mut alices, mut bobs) = (crowd(&people[0]), crowd(&people[1]));
    for hers in &mut alices {
        hers.say(json!({"type": "send", "chat": "@bob", "text": "hello"}));
        while hers.hear()["type"] != "ack" {}
    }
    bobs[0].hears("message");
}
