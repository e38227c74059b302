//! Many at once (DOS-03).

use crate::support::{House, Raw};

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
