//! Bodies that are too large, too deep, too slow, or can be read in two ways (DOS-05, DOS-06).

use rustix::process::Signal;
use serde_json::json;

use crate::support::{House, Raw, Server, status_of};

const HEAD: &str = "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

/// One request, whose body is sent as it is; the answer's code.
async fn code_of(server: &Server, body: impl Into<reqwest::Body>) -> String {
    let client = server.client();
    let request = client.request(reqwest::Method::POST, "/v1/sessions");
    let request = request.header("content-type", "application/json").body(body);
    client.send(request).await.code().to_owned()
}

#[tokio::test]
async fn a_body_must_be_json_that_can_be_read_in_one_way() {
    let server = House::default().open();
    let deep = format!(r#"{{"login": {}{}}}"#, "[".repeat(30_000), "]".repeat(30_000));
    for body in [
        "",
        "{",
        "[]",
        "null",
        r#"{"login": "a", "login": "b"}"#,
        r#"{"login": "a\u0000b", "password": "x"}"#,
        r#"{"login": "\ud800", "password": "x"}"#,
        r#"{"login": 1e400}"#,
        deep.as_str(),
    ] {
        assert_eq!(code_of(&server, body.to_owned()).await, "malformed_json", "{:.80}", body);
    }
    assert_eq!(code_of(&server, b"{\"login\": \"\xff\"}".to_vec()).await, "malformed_json");
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let server = House::default().open();
    let answer = server.client().post("/v1/sessions", json!({"login": 5})).await;
    assert_eq!((answer.status, answer.code()), (400, "invalid_fields"));
    assert_eq!(answer.json["errors"][0]["field"], "login");
    assert_eq!(answer.json["errors"][0]["code"], "wrong_type");
    assert_eq!(answer.json["instance"], answer.header("x-request-id"));
}

#[tokio::test]
async fn large_bodies_are_refused_before_they_are_read() {
    let server = House::default().open();
    assert_eq!(code_of(&server, "x".repeat(100_000)).await, "payload_too_large");
    let mut raw = server.raw();
    raw.send(format!("{HEAD}Content-Length: 10737418240\r\n\r\n"));
    assert_eq!(raw.status(), 413);
}

#[test]
fn who_sends_a_refused_body_to_its_end_reads_why_it_was_refused() {
    let server = House::default().with("server.body_bytes_max", 64 << 10).open();
    let mut raw = server.raw();
    let body = vec![b'x'; 10 << 20];
    raw.send(format!("{HEAD}Content-Length: {}\r\n\r\n", body.len()));
    assert!(raw.send(body), "the server closed while the body was on its way");
    let (answer, reset) = raw.all();
    assert_eq!(status_of(&answer), 413);
    assert!(answer.ends_with('}') && answer.contains("payload_too_large"), "{answer}");
    assert!(answer.contains("connection: close"), "who keeps connections must know: {answer}");
    assert!(!reset);
}

#[test]
fn a_body_without_an_end_is_refused_at_the_limit() {
    let server = House::default().open();
    let mut raw = server.raw();
    raw.send(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n"));
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    for _ in 0..20 {
        if !raw.send(&chunk) {
            break;
        }
    }
    assert_eq!(raw.status(), 413);
}

#[tokio::test]
async fn only_json_is_read_and_never_unpacked() {
    let server = House::default().open();
    let client = server.client();
    for (header, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-encoding", "gzip"),
    ] {
        let request = client.request(reqwest::Method::POST, "/v1/sessions");
        let request = match header {
            "content-type" => request,
            _ => request.header("content-type", "application/json"),
        };
        let answer = client.send(request.header(header, value).body("{}")).await;
        assert_eq!(answer.code(), "unsupported_media_type", "{header}: {value}");
    }
}

#[test]
fn a_body_that_takes_too_long_is_given_up() {
    let server = House::default().with("server.body_timeout_seconds", 1).open();
    let mut raw = server.raw();
    raw.send(format!("{HEAD}Content-Length: 100\r\n\r\n{{\"login\""));
    assert_eq!(raw.status(), 408);
    raw.until_closed();
}

#[test]
fn a_request_under_way_is_answered_before_the_server_stops() {
    let mut server = House::default().open();
    let mut raw = half_sent(&server);
    server.signal(Signal::TERM);
    // The listener is gone before the rest is sent.
    while std::net::TcpStream::connect(server.address()).is_ok() {}
    raw.send("}");
    let head = raw.head();
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    assert!(head.contains("connection: close"), "{head}");
    assert_eq!(server.ended().code(), Some(0));
}

/// A request that waits for the last byte of its body, in a handler's hands as far as a stop can
/// tell.
fn half_sent(server: &Server) -> Raw {
    let mut raw = server.raw();
    raw.send(format!("{HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    assert_eq!(raw.status(), 100, "the body is being read");
    raw.send("{");
    raw
}
