//! Who is slow on purpose loses the connection, and nobody else does (DOS-01, DOS-02).

use std::io::Write;
use std::net::TcpStream;

use crate::support::{House, PATIENCE, Raw, Server};

fn impatient() -> Server {
    House::default()
        .with("server.head_timeout_seconds", 1)
        .with("server.body_timeout_seconds", 1)
        .with("server.write_timeout_seconds", 1)
        .open()
}

#[test]
fn who_says_nothing_or_half_is_shown_out() {
    let server = impatient();
    let halves = ["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX-A: b"];
    let connections: Vec<Raw> = halves
        .iter()
        .map(|half| {
            let mut raw = server.raw();
            raw.send(half);
            raw
        })
        .collect();
    for raw in connections {
        let said = raw.until_closed();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
    }
}

#[test]
fn who_is_silent_after_an_answer_is_shown_out() {
    let server = impatient();
    let mut raw = server.raw();
    raw.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(raw.until_closed().starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn who_asks_for_much_and_takes_nothing_is_shown_out() {
    let server = impatient();
    let mut greedy = TcpStream::connect(server.address()).unwrap();
    greedy.set_write_timeout(Some(PATIENCE)).unwrap();
    let ask = "GET /static/vendor/rapidoc-min.js HTTP/1.1\r\nHost: x\r\n\r\n";
    // Until the server no longer reads, because it cannot write; then it gives up, and a write
    // fails here.
    while greedy.write_all(ask.as_bytes()).is_ok() {}
    assert_eq!(server.client().get("/healthz").await.status, 200);
}
