//! Many at once (HASH-01).

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{House, PASSWORD, Person};

const HASH_KIB: u64 = 19 * 1024;

fn resident_peak_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_flood_of_logins_waits_in_a_short_queue_or_is_sent_away() {
    let server = House::default()
        .with("limits.scale", 1_000_000)
        .with("passwords.hashes_at_once", 2)
        .with("passwords.hashes_waiting_max", 8)
        .open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    let before = resident_peak_kib(server.pid());

    let body = json!({ "login": "alice", "password": PASSWORD });
    let logins = join_all((0..64).map(|_| client.post("/v1/sessions", body.clone())));
    let asks = async {
        let mut ready = Vec::new();
        for _ in 0..10 {
            ready.push(client.get("/readyz").await.status);
        }
        ready
    };
    let (answers, ready) = tokio::join!(logins, asks);
    assert_eq!(ready, [200; 10], "those who ask for something else are served");
    let (served, sent_away): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == 201);
    assert!(served.len() >= 10, "{} were served", served.len());
    assert!(!sent_away.is_empty());
    for answer in sent_away {
        assert_eq!((answer.status, answer.code()), (503, "busy"));
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
    let grown = resident_peak_kib(server.pid()) - before;
    assert!(grown <= 2 * HASH_KIB + 32 * 1024, "{grown} KiB");
    Person::signs_in(&client, "alice").await;
}
