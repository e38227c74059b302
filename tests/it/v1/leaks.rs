//! What is written down of what opens a door (HASH-03, LEAK-01, INJ-02): nothing.

use serde_json::json;

use crate::support::{House, PASSWORD, Person, Server, stands_below};

const EMAIL: &str = "alice.of.the.teahouse@example.com";
const SECOND: &str = "green needles before rain";
const THIRD: &str = "roasted in a cast iron pan";

/// Everything that somebody does with passwords, codes and tokens; all of those.
async fn lived_in(server: &Server) -> Vec<String> {
    let client = server.client();
    let mut secrets = vec![PASSWORD.to_owned(), SECOND.to_owned(), THIRD.to_owned()];
    let register = client.code("register", EMAIL).await;
    let body =
        json!({ "email": EMAIL, "code": register, "password": PASSWORD, "username": "alice" });
    let alice = Person::of(&client, &client.post("/v1/accounts", body).await);
    let next = Person::of(&client, &alice.refreshes().await);
    let change = json!({ "old_password": PASSWORD, "new_password": SECOND });
    assert_eq!(next.client.put("/v1/me/password", change).await.status, 204);
    let login = client.code("login", EMAIL).await;
    let by_code = client.post("/v1/sessions", json!({ "login": EMAIL, "code": login })).await;
    let by_code = Person::of(&client, &by_code);
    let reset = client.code("reset", EMAIL).await;
    let body = json!({ "login": EMAIL, "code": reset, "new_password": THIRD });
    assert_eq!(client.post("/v1/password-resets", body).await.status, 204);
    let unused = client.code("login", EMAIL).await;
    // Where they do not belong, too.
    client.post("/v1/sessions", json!({ "login": SECOND, "password": "alice" })).await;
    client.get(&format!("/v1/users/{THIRD}?q={THIRD}")).await;
    client.post("/v1/sessions", json!({ "login": "alice", "password": [THIRD] })).await;
    secrets.extend([register, login, reset, unused]);
    for person in [alice, next, by_code] {
        secrets.extend([person.access_token, person.refresh_token]);
    }
    secrets
}

#[tokio::test]
async fn no_password_no_code_and_no_token_is_written_down() {
    for engine in ["sled", "redb"] {
        nothing_is_written_down(engine).await;
    }
}

async fn nothing_is_written_down(engine: &str) {
    let mut server = House::default()
        .with("store.engine", engine)
        .with("log.level", "trace")
        .with("codes.interval_seconds", 0)
        .with("limits.scale", 100)
        .open();
    let secrets = lived_in(&server).await;
    let metrics = server.client().get("/metrics").await.text;
    server.stop();
    let log = server.log();
    assert!(log.contains("/v1/password-resets"), "the log was written");
    for secret in &secrets {
        // A code is short enough to be part of some number by chance.
        let quoted = format!("\"{secret}\"");
        let wanted = if secret.len() > 6 { secret } else { &quoted };
        assert!(!log.contains(wanted), "{secret} is in the log");
        assert!(!metrics.contains(wanted), "{secret} is in the metrics");
        assert!(!stands_below(&server.data(), secret), "{secret} is in the store");
    }
    assert!(!log.contains(EMAIL), "a full address is in the log");
    assert!(
        stands_below(&server.data(), "$argon2id$v=19$m=19456,t=2,p=1$"),
        "the hash is Argon2id"
    );
    assert!(!stands_below(&server.data(), "$argon2i$"));
}
