//! What is written down, and what never is (INJ-02, BRUTE-03).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{House, Person, Server};

async fn visited(server: &Server) {
    let client = server.client().with_token("tok-hunter2-en");
    client.get("/secret-path?password=hunter2").await;
    let forged = client
        .request(Method::GET, "/healthz")
        .header("user-agent", "x\u{1b}[2J INFO login ok user=admin")
        .header("x-forwarded-for", "198.51.100.77");
    // An escape cannot stand in a header at all; the client itself refuses it.
    assert!(forged.build().is_err());
    let agent = client.request(Method::GET, "/healthz").header("user-agent", "a".repeat(8000));
    client.send(agent.header("x-forwarded-for", "198.51.100.77")).await;
    server.raw().send("GET /\n2026-01-01 INFO forged HTTP/1.1\r\n\r\n");
}

#[tokio::test]
async fn json_logs_are_one_object_a_line() {
    let mut server = House::default().with("log.format", "json").open();
    visited(&server).await;
    server.stop();
    let lines: Vec<Value> =
        server.log().lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let routes: Vec<_> = lines.iter().filter_map(|line| line["route"].as_str()).collect();
    assert!(routes.contains(&"/healthz") && routes.contains(&"-"), "{routes:?}");
    let answered = lines.iter().find(|line| line["route"] == "/healthz").unwrap();
    assert_eq!(answered["client"], "127.0.0.x");
    assert_eq!(answered["status"], 200);
}

#[tokio::test]
async fn no_log_holds_what_people_would_not_want_read() {
    let house = House::default().with("log.level", "trace").with("mail.password", "");
    let mut server = house.open();
    visited(&server).await;
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    Person::registers(&client, "bob").await;
    let text = json!({ "text": "whispered in confidence" });
    assert_eq!(alice.client.post("/v1/chats/@bob/messages", text).await.status, 201);
    assert_eq!(alice.client.get("/v1/search?q=whispered").await.status, 200);
    server.stop();
    let log = server.log();
    assert!(log.contains("/v1/search") && log.contains("/healthz"), "{log}");
    for secret in
        ["hunter2", "secret-path", "198.51.100.77", "aaaaaaaa", "forged", "127.0.0.1:", "whispered"]
    {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    assert!(!log.contains('\u{1b}'));
}
