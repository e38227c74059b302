//! Who gets a socket, and who does not.

use serde_json::json;

use super::talker::{house, knock, person};
use crate::support::{Raw, WallClock, status_of};

#[tokio::test]
async fn a_token_is_taken_from_headers_and_never_from_the_address() {
    let server = house().open();
    let alice = person(&server, "alice").await;
    let at = server.address();
    let bearer = alice.bearer();
    assert!(knock(at, "/ws", &[("authorization", &bearer)]).is_ok());
    let offered = format!("teahouse.v1, bearer.{}", alice.token);
    let talker = knock(at, "/ws", &[("sec-websocket-protocol", &offered)]).unwrap();
    assert_eq!(talker.protocol.as_deref(), Some("teahouse.v1"));
    for path in ["token", "access_token", "bearer"] {
        let path = format!("/ws?{path}={}", alice.token);
        assert_eq!(knock(at, &path, &[]).err(), Some(401));
    }
    for refused in
        ["Bearer x", "Bearer", "Token abc", "Basic !!!", "Basic YWxpY2U6bm8=", "Digest x"]
    {
        assert_eq!(knock(at, "/ws", &[("authorization", refused)]).err(), Some(401), "{refused}");
    }
    assert_eq!(knock(at, "/ws", &[]).err(), Some(401));
}

/// WS-02: there is no socket without somebody on it, so there is nobody to wait for.
#[tokio::test]
async fn a_token_that_is_over_opens_nothing() {
    let clock = WallClock::right();
    let server = clock.opens(house());
    let (alice, bob) = (person(&server, "alice").await, person(&server, "bob").await);
    let opens = |bearer: &str| knock(server.address(), "/ws", &[("authorization", bearer)]);
    assert!(opens(&alice.bearer()).is_ok() && opens(&bob.bearer()).is_ok());
    let ended = server.client().with_token(&alice.token).delete("/v1/sessions/current").await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    assert_eq!(opens(&alice.bearer()).err(), Some(401), "its session has ended");
    clock.is_off_by("+3600");
    assert_eq!(opens(&bob.bearer()).err(), Some(401), "it has expired");
}

#[tokio::test]
async fn a_ticket_opens_one_socket() {
    let server = house().open();
    let alice = person(&server, "alice").await;
    let answer = server.client().with_token(&alice.token).post("/v1/tickets", json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let path = format!("/ws?hold=1&ticket={}", answer.json["ticket"].as_str().unwrap());
    let mut hers = knock(server.address(), &path, &[("origin", "https://evil.example")]).unwrap();
    assert_eq!(hers.hears("welcome")["uid"], alice.uid);
    assert_eq!(knock(server.address(), &path, &[]).err(), Some(401));
    assert_eq!(server.client().post("/v1/tickets", json!({})).await.code(), "unauthenticated");
    assert!(!server.log().contains(answer.json["ticket"].as_str().unwrap()));
}

#[tokio::test]
async fn a_page_of_another_origin_gets_nothing_by_what_the_browser_adds() {
    let server = house().with("server.allowed_origins", "https://app.example.org").open();
    let alice = person(&server, "alice").await;
    let at = server.address();
    let basic = "Basic YWxpY2U6d2FybSBqYXNtaW5lIGF0IG5vb24=";
    let evil = [
        "https://evil.example",
        "null",
        &format!("http://{at}.evil.example"),
        &format!("HTTP://{at}"),
        &format!("ftp://{at}"),
        "https://app.example.org.evil.example",
        "",
    ];
    for origin in evil {
        let asked = [("authorization", basic), ("origin", origin)];
        assert_eq!(knock(at, "/ws", &asked).err(), Some(403), "{origin}");
        let cookie = [("cookie", "session=x"), ("origin", origin)];
        assert_eq!(knock(at, "/ws", &cookie).err(), Some(403), "{origin}");
        // Who shows a token has it from us; no browser adds one.
        let shown = [("authorization", &*alice.bearer()), ("origin", origin)];
        assert!(knock(at, "/ws", &shown).is_ok(), "{origin}");
    }
    for origin in
        [format!("http://{at}"), format!("https://{at}"), "https://app.example.org".into()]
    {
        assert!(
            knock(at, "/ws", &[("authorization", basic), ("origin", &origin)]).is_ok(),
            "{origin}"
        );
    }
    assert!(knock(at, "/ws", &[("authorization", basic)]).is_ok(), "no browser");
}

#[tokio::test]
async fn what_is_no_handshake_becomes_no_socket() {
    let server = house().open();
    let alice = person(&server, "alice").await;
    let key = "dGhlIHNhbXBsZSBub25jZQ==";
    let asks = |first: &str, headers: &[(&str, &str)]| {
        let mut request = format!("{first}\r\nHost: x\r\nAuthorization: {}\r\n", alice.bearer());
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let mut raw = Raw::connect(server.address());
        assert!(raw.send(request + "\r\n"));
        raw.head()
    };
    let upgrade = ("Upgrade", "websocket");
    let connection = ("Connection", "keep-alive, Upgrade");
    let version = ("Sec-WebSocket-Version", "13");
    let key = ("Sec-WebSocket-Key", key);
    let get = "GET /ws HTTP/1.1";
    let good = asks(get, &[upgrade, connection, version, key]);
    assert_eq!(status_of(&good), 101);
    assert!(
        good.to_lowercase().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="),
        "{good}"
    );
    let deflate = ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
    let declined = asks(get, &[upgrade, connection, version, key, deflate]);
    assert!(!declined.to_lowercase().contains("sec-websocket-extensions"), "{declined}");

    let old = asks(get, &[upgrade, connection, ("Sec-WebSocket-Version", "8"), key]);
    assert_eq!(status_of(&old), 426);
    assert!(old.to_lowercase().contains("sec-websocket-version: 13"), "{old}");
    assert_eq!(status_of(&asks(get, &[])), 426);
    assert_eq!(status_of(&asks(get, &[upgrade, connection, key])), 426);
    assert_eq!(status_of(&asks(get, &[upgrade, connection, version])), 400);
    assert_eq!(status_of(&asks(get, &[upgrade, connection, version, key, key])), 400);
    let short = ("Sec-WebSocket-Key", "c2hvcnQ=");
    assert_eq!(status_of(&asks(get, &[upgrade, connection, version, short])), 400);
    let post =
        asks("POST /ws HTTP/1.1", &[upgrade, connection, version, key, ("Content-Length", "0")]);
    assert_eq!(status_of(&post), 405);
    let http_10 = asks("GET /ws HTTP/1.0", &[upgrade, connection, version, key]);
    assert!(http_10.contains(" 426 "), "{http_10}");
}

#[tokio::test]
async fn an_account_has_only_so_many_sockets() {
    let server = house().with("socket.connections_per_account_max", 2).open();
    let (alice, bob) = (person(&server, "alice").await, person(&server, "bob").await);
    let first = alice.connect(&server);
    let _second = alice.connect(&server);
    let mut third = knock(server.address(), "/ws", &[("authorization", &alice.bearer())]).unwrap();
    assert_eq!(third.closed().0, 4509);
    bob.connect(&server);
    drop(first);
    // The server may need a moment to see that it is gone.
    let again = || knock(server.address(), "/ws", &[("authorization", &alice.bearer())]).unwrap();
    let welcomed = (0..1000).any(|_| again().next_kind().as_deref() == Some("welcome"));
    assert!(welcomed);
}

#[tokio::test]
async fn a_session_that_ends_takes_its_sockets_with_it() {
    let server = house().open();
    let alice = person(&server, "alice").await;
    let mut hers = alice.connect(&server);
    let login = json!({"login": "alice", "password": super::talker::PASSWORD});
    let second = server.client().post("/v1/sessions", login).await;
    let client = server.client().with_token(second.json["access_token"].as_str().unwrap());
    let ended = client.delete("/v1/sessions").await;
    assert!(ended.status < 300, "{}", ended.text);
    assert_eq!(hers.closed().0, 4501);
}

#[tokio::test]
async fn a_session_of_a_socket_ends_with_the_socket() {
    let server = house().open();
    let alice = person(&server, "alice").await;
    let basic = "Basic YWxpY2U6d2FybSBqYXNtaW5lIGF0IG5vb24=";
    let mut socket = knock(server.address(), "/ws", &[("authorization", basic)]).unwrap();
    let session = socket.hears("welcome")["session"].clone();
    let client = server.client().with_token(&alice.token);
    let ids = async || {
        let list = client.get("/v1/sessions").await;
        let ids: Vec<_> =
            list.json["sessions"].as_array().unwrap().iter().map(|s| s["id"].clone()).collect();
        ids
    };
    assert!(ids().await.contains(&session));
    drop(socket);
    while ids().await.contains(&session) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let mut server = house().open();
    let alice = person(&server, "alice").await;
    let mut hers = alice.connect(&server);
    server.signal(rustix::process::Signal::TERM);
    let (code, frames) = hers.closed();
    assert_eq!(code, 1001);
    assert_eq!(frames.last().map(|frame| &frame["type"]), Some(&json!("bye")));
    assert!(server.ended().success());
}
