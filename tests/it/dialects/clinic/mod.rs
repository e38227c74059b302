//! `clinic` (S3): every sentence and case of its text, and what strangers will try.

mod abuse;
mod bad_input;
mod chats;
mod sentences;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use reqwest::Method;
use serde_json::{Value, json};

use super::talk::{Written, multipart, post};
use crate::support::{Answer, Client, House, Server};

pub const PASSWORD: &str = "admin";

pub fn house() -> Server {
    House::easygoing().open()
}

/// Always with status 200.
#[track_caller]
pub fn says(answer: &Answer, body: &Value) {
    assert_eq!((answer.status, &answer.json), (200, body), "{}", answer.text);
}

pub async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    post(client, path, Written::Form, fields).await
}

pub async fn register(client: &Client, name: &str) -> Answer {
    form(client, "/user/register", &[("username", name), ("password", PASSWORD)]).await
}

pub async fn log_in(client: &Client, name: &str, password: &str) -> Answer {
    client.get(&format!("/user/login?username={name}&password={password}")).await
}

/// Somebody who is signed in by this contract.
pub async fn member(client: &Client, name: &str) -> Client {
    says(&register(client, name).await, &json!({ "status": "success" }));
    client.with_token(log_in(client, name, PASSWORD).await.json["jwt"].as_str().unwrap())
}

pub async fn update(client: &Client, parts: &[Vec<u8>]) -> Answer {
    client.send(multipart(client.request(Method::POST, "/user/updatemyinfo"), parts)).await
}

pub fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(40, 30).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
