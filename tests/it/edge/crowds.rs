//! Many at once (DOS-03, DUR-11).

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{House, PASSWORD, Person, Raw};

#[tokio::test]
async fn more_connections_than_places_are_turned_away_and_room_is_made_again() {
    let server = House::default().with("server.connections_max", 5).open();
    let mut seated: Vec<Raw> = (0..5).map(|_| server.raw()).collect();
    for raw in &mut seated {
        raw.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(raw.status(), 200);
    }
    assert_eq!(server.raw().status(), 503);
    drop(seated.pop());
    comes_back(&server).await;
}

#[tokio::test]
async fn it_outlives_the_end_of_its_descriptors() {
    let server = House::default().with_descriptors(64).open();
    let crowd: Vec<Raw> = (0..200).map(|_| server.raw()).collect();
    drop(crowd);
    comes_back(&server).await;
}

/// DUR-11: 256 files and 256 MiB; whoever is too many is told so, and nothing is left of them.
#[tokio::test]
async fn on_a_small_machine_some_are_served_and_the_others_told_to_come_back() {
    let house = House::default()
        .with("limits.scale", 1_000_000)
        .with("store.cache_mebibytes", 16)
        // As many cores as a small machine has, wherever this runs.
        .with("passwords.hashes_at_once", 2)
        .with("passwords.hashes_waiting_max", 128)
        .with_variable("TOKIO_WORKER_THREADS", 2);
    let server = house.with_descriptors(256).with_memory_mebibytes(256).open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    let login = json!({ "login": "alice", "password": PASSWORD });
    let logins = join_all((0..150).map(|_| client.post("/v1/sessions", login.clone()))).await;
    let told = |status| logins.iter().filter(|answer| answer.status == status).count();
    assert_eq!(told(201) + told(503), 150);
    assert!(told(201) > 0, "{:?}", logins[0]);

    let mut crowd: Vec<Raw> = (0..250).map(|_| server.raw()).collect();
    let ask = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let statuses: Vec<u16> = crowd.iter_mut().map(|raw| told_to(raw, ask)).collect();
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(statuses.iter().any(|status| [0, 503].contains(status)), "{statuses:?}");
    assert!(statuses.iter().all(|status| [0, 200, 503].contains(status)), "{statuses:?}");
    drop(crowd);
    comes_back(&server).await;
    assert_eq!(server.client().post("/v1/sessions", login).await.status, 201);
}

/// The status of an answer; 0 for who was turned away before he could read why.
fn told_to(raw: &mut Raw, ask: &str) -> u16 {
    raw.send(ask);
    raw.status()
}

/// Asks until there is an answer: who has just left may still be on the way out.
async fn comes_back(server: &crate::support::Server) {
    let asking = async {
        let ask = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        loop {
            let mut raw = server.raw();
            if raw.send(ask) && raw.status() == 200 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, asking).await.unwrap();
}
