//! Somebody who has an account.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::{House, Server};

/// Everybody's, unless a test is about passwords.
pub const PASSWORD: &str = "warm jasmine at noon";

#[derive(Clone)]
pub struct Person {
    /// Signed in.
    pub client: Client,
    pub uid: u64,
    pub session: String,
    pub refresh_token: String,
    pub access_token: String,
}

impl House {
    /// A house in which a hash is cheap and no limit stands in the way of a test of something else.
    pub fn easygoing() -> House {
        House::default()
            .with("passwords.hash_memory_kibibytes", 7168)
            .with("passwords.hash_passes", 1)
            .with("limits.scale", 1_000_000)
            .with("codes.interval_seconds", 0)
            .with("codes.per_address_hour", 1000)
            .with("codes.per_address_day", 1000)
    }
}

impl Person {
    pub async fn registers(at: &Client, username: &str) -> Person {
        let body = json!({ "username": username, "password": PASSWORD });
        Person::of(at, &at.post("/v1/accounts", body).await)
    }

    /// With a proven e-mail address and no username.
    pub async fn registers_with_email(at: &Client, email: &str) -> Person {
        let code = at.code("register", email).await;
        let body = json!({ "email": email, "code": code, "password": PASSWORD });
        Person::of(at, &at.post("/v1/accounts", body).await)
    }

    pub async fn signs_in(at: &Client, login: &str) -> Person {
        let body = json!({ "login": login, "password": PASSWORD });
        Person::of(at, &at.post("/v1/sessions", body).await)
    }

    /// By the command line, which is how there is a first admin.
    pub async fn becomes_admin(server: &Server, username: &str) -> Person {
        let mut command = server.command(&["admin", "create", username, "--role", "admin"]);
        command.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        let ended = tokio::task::spawn_blocking(move || child.wait()).await.unwrap();
        assert!(ended.unwrap().success());
        Person::signs_in(&server.client(), username).await
    }

    /// Who was just signed in.
    pub fn of(at: &Client, answer: &Answer) -> Person {
        assert!((200..300).contains(&answer.status), "{}", answer.text);
        let text = |name: &str| answer.json[name].as_str().unwrap().to_owned();
        Person {
            client: at.with_token(&text("access_token")),
            uid: answer.json["account"]["uid"].as_u64().unwrap(),
            session: text("session"),
            refresh_token: text("refresh_token"),
            access_token: text("access_token"),
        }
    }

    pub async fn me(&self) -> Value {
        let answer = self.client.get("/v1/me").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }

    pub async fn is_signed_in(&self) -> bool {
        let answer = self.client.get("/v1/me").await;
        match answer.status {
            200 => true,
            401 => false,
            _ => panic!("{}", answer.text),
        }
    }

    pub async fn refreshes(&self) -> Answer {
        let body = json!({ "refresh_token": self.refresh_token });
        self.client.post("/v1/sessions/refresh", body).await
    }
}
