//! Requests that no client makes.

use crate::support::{House, Server, status_of};

const HOST: &str = "Host: x\r\n";

/// Sends one request; the answer's status, once the connection is closed.
fn ask(server: &Server, request: impl AsRef<[u8]>) -> u16 {
    let mut raw = server.raw();
    raw.send(request);
    status_of(&raw.until_closed())
}

fn impatient() -> Server {
    House::default().with("server.head_timeout_seconds", 1).open()
}

#[tokio::test]
async fn header_bombs_are_refused() {
    let server = impatient();
    let many: String = (0..5000).map(|n| format!("X-{n}: y\r\n")).collect();
    assert_eq!(ask(&server, format!("GET / HTTP/1.1\r\n{HOST}{many}\r\n")), 431);
    let several: String = (0..65).map(|n| format!("X-{n}: y\r\n")).collect();
    assert_eq!(ask(&server, format!("GET / HTTP/1.1\r\n{HOST}{several}\r\n")), 431);
    let cookie = "c".repeat(1024 * 1024);
    assert_eq!(ask(&server, format!("GET / HTTP/1.1\r\n{HOST}Cookie: {cookie}\r\n\r\n")), 431);
    assert_eq!(server.client().get("/healthz").await.status, 200);
}

#[tokio::test]
async fn long_paths_are_refused() {
    let server = impatient();
    let path = "a".repeat(9 * 1024);
    assert_eq!(server.client().get(&format!("/{path}")).await.code(), "uri_too_long");
    assert_eq!(server.client().get(&format!("/?{path}")).await.code(), "uri_too_long");
    let path = "a".repeat(100 * 1024);
    let status = ask(&server, format!("GET /{path} HTTP/1.1\r\n{HOST}\r\n"));
    assert!([414, 431].contains(&status), "{status}");
}

#[tokio::test]
async fn paths_that_lead_elsewhere_are_refused() {
    let server = impatient();
    for (path, expected) in [
        ("/static/../config.toml", 400),
        ("/static/..%2f..%2fconfig.toml", 400),
        ("/static/%2e%2e/config.toml", 400),
        ("/static/%00", 400),
        ("/static/a%5c..%5c", 400),
        ("/static/%ff", 400),
        ("//etc/passwd", 404),
        ("/static//etc/passwd", 404),
        ("/v1/avatars/../../secret.key", 400),
        ("/v1/avatars/..%2f..%2fsecret.key", 400),
        ("/static/nothing.css", 404),
        ("/static/", 404),
        ("/docs/", 404),
    ] {
        let status =
            ask(&server, format!("GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"));
        assert_eq!(status, expected, "{path}");
    }
}

#[test]
fn what_two_readers_could_understand_differently_is_refused_or_answered_once() {
    let server = impatient();
    let post = |rest: &str| format!("POST /healthz HTTP/1.1\r\n{HOST}{rest}");
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    for (name, request) in [
        ("CL.CL", post(&format!("Content-Length: 5\r\nContent-Length: 0\r\n\r\n{smuggled}"))),
        ("CL list", post(&format!("Content-Length: 0, 5\r\n\r\n{smuggled}"))),
        ("CL sign", post(&format!("Content-Length: +5\r\n\r\n{smuggled}"))),
        (
            "CL.TE",
            post(&format!(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
            )),
        ),
        (
            "TE.TE",
            post(&format!(
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n{smuggled}"
            )),
        ),
        ("TE unknown", post(&format!("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{smuggled}"))),
        ("obs-fold", post(&format!("X-A: b\r\n Content-Length: 5\r\n\r\n{smuggled}"))),
        ("space before colon", post(&format!("Content-Length : 5\r\n\r\n{smuggled}"))),
        ("NUL in header", post(&format!("X-A: b\0c\r\n\r\n{smuggled}"))),
        ("CR in header", post(&format!("X-A: b\rc\r\n\r\n{smuggled}"))),
        ("bare LF", post(&format!("Content-Length: 5\nX-A: b\n\n{smuggled}"))),
        ("chunk size", post(&format!("Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{smuggled}"))),
        (
            "HTTP/1.0 TE",
            format!(
                "POST /healthz HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
            ),
        ),
    ] {
        let mut raw = server.raw();
        raw.send(request);
        let answers = raw.until_closed();
        let first = status_of(&answers);
        assert!((400..500).contains(&first), "{name}: {answers}");
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{name}: {answers}");
    }
}

#[tokio::test]
async fn bodies_that_nobody_wants_are_not_read() {
    let server = impatient();
    for body in [
        "Content-Length: 10737418240\r\n\r\n".to_owned(),
        format!("Transfer-Encoding: chunked\r\n\r\n{}", "5\r\nhello\r\n".repeat(1000)),
    ] {
        let mut raw = server.raw();
        raw.send(format!("POST /healthz HTTP/1.1\r\n{HOST}{body}"));
        assert_eq!(raw.status(), 405);
        raw.until_closed();
    }
    assert_eq!(server.client().get("/healthz").await.status, 200);
}

#[test]
fn http2_is_not_spoken() {
    let server = impatient();
    let mut raw = server.raw();
    raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    let answer = raw.until_closed();
    assert!(answer.is_empty() || (400..600).contains(&status_of(&answer)), "{answer}");
    let mut raw = server.raw();
    raw.send(format!(
        "GET /healthz HTTP/1.1\r\n{HOST}Connection: Upgrade, HTTP2-Settings, close\r\n\
         Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
    ));
    assert_eq!(raw.status(), 200, "an upgrade may be ignored");
}

#[tokio::test]
async fn methods_that_do_not_exist_do_nothing() {
    let server = impatient();
    for method in ["PUT", "TRACE", "BREW", "CONNECT"] {
        let request = format!("{method} /healthz HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n");
        let status = ask(&server, request);
        assert!((400..500).contains(&status), "{method}: {status}");
    }
    let put = server.client().put("/healthz", serde_json::json!({})).await;
    assert_eq!((put.code(), put.header("allow")), ("method_not_allowed", "GET, HEAD, OPTIONS"));
}
