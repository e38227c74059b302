//! `codes`: every sentence of the text, and what people try with it.

mod abuse;
mod journeys;
mod sentences;

use super::talk::{Written, code_after, codes_to, post};
use crate::support::{Answer, Client};

pub const PASSWORD: &str = "tea4two";

pub async fn asks(client: &Client, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
    post(client, &format!("/api/{endpoint}"), Written::Json, fields).await
}

/// The status of an answer is the one in its body.
pub fn said(answer: &Answer) -> (u16, &str) {
    assert_eq!(answer.json["status_code"], answer.status, "{}", answer.text);
    (answer.status, answer.json["message"].as_str().unwrap())
}

/// Asks for a code and reads it.
pub async fn code(client: &Client, endpoint: &str, user: &str, to: &str) -> String {
    let before = codes_to(client, to).await;
    let answer = asks(client, endpoint, &[("user", user)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    code_after(client, before, to).await
}

/// Registers by mail; the code is used up.
pub async fn registers(client: &Client, email: &str) {
    let code = code(client, "check_register", email, email).await;
    let fields = [("user", email), ("password", PASSWORD), ("identifying_code", code.as_str())];
    let answer = asks(client, "register", &fields).await;
    assert_eq!(said(&answer), (200, "Register user successfully"));
}

pub async fn logs_in(client: &Client, user: &str, password: &str) -> Answer {
    asks(client, "login", &[("user", user), ("password", password)]).await
}

/// A code that is surely not `code`.
pub fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}
