use serde_json::{Value, json};

use crate::support::{Client, House, PASSWORD};

/// Registers with a code from the inbox; what the server said.
async fn registered(client: &Client, name: &str, email: &str) -> Value {
    let code = client.code("register", email).await;
    let answer = client
        .post(
            "/v1/accounts",
            json!({"username": name, "email": email, "code": code, "password": PASSWORD}),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

#[tokio::test]
async fn somebody_comes_stays_over_a_restart_and_leaves() {
    let mut server = House::default().open();
    let alice = registered(&server.client(), "alice", "alice@example.com").await;
    let token = alice["access_token"].as_str().unwrap();
    server.restart();

    let client = server.client().with_token(token);
    let me = client.get("/v1/me").await;
    assert_eq!((me.status, me.json["username"].as_str()), (200, Some("alice")), "{}", me.text);
    let renamed = client.patch("/v1/me", json!({"display_name": "Alice 茶"})).await;
    assert_eq!(renamed.json["display_name"], "Alice 茶", "{}", renamed.text);

    let login = json!({"login": "Alice@Example.com", "password": PASSWORD});
    let second = server.client().post("/v1/sessions", login.clone()).await;
    assert_eq!(second.status, 201, "{}", second.text);
    let ended = client.delete("/v1/sessions/current").await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    assert_eq!(client.get("/v1/me").await.code(), "unauthenticated");

    let client = server.client().with_token(second.json["access_token"].as_str().unwrap());
    let gone = client
        .send(
            client.request(reqwest::Method::DELETE, "/v1/me").json(&json!({"password": PASSWORD})),
        )
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(server.client().post("/v1/sessions", login).await.code(), "invalid_credentials");
}

#[tokio::test]
async fn neither_passwords_nor_codes_nor_tokens_are_written_down() {
    let mut server = House::default().with("log.level", "trace").with("log.format", "json").open();
    let client = server.client();
    let code = client.code("register", "bob@example.com").await;
    let bob = json!({
        "username": "bob", "email": "bob@example.com", "code": code, "password": PASSWORD,
    });
    let bob = client.post("/v1/accounts", bob).await;
    assert_eq!(bob.status, 201, "{}", bob.text);
    let wrong = json!({"login": "bob", "password": "hunter2-hunter2"});
    assert_eq!(client.post("/v1/sessions", wrong).await.status, 401);
    server.stop();
    let log = server.log();
    let (access, refresh) = (&bob.json["access_token"], &bob.json["refresh_token"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    for secret in [
        PASSWORD,
        "hunter2",
        &format!("\"{code}\""),
        &text(access),
        &text(refresh),
        "bob@example.com",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
