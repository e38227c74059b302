//! `phone` (S2): every sentence, status and case of its text, and what strangers will try.

mod abuse;
mod bad_input;
mod codes;
mod sentences;

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::Browser;
use super::talk::{code_after, codes_to};
use crate::support::{Answer, Client, House, PASSWORD, Server};

pub const PHONE: &str = "13800138000";
pub const OTHER_PHONE: &str = "13900139000";

pub fn house() -> Server {
    House::easygoing().open()
}

/// The answer is this status and this body, to the letter.
#[track_caller]
pub fn says(answer: &Answer, status: u16, body: &Value) {
    assert_eq!((answer.status, &answer.json), (status, body), "{}", answer.text);
}

/// Visits the place that sends a code, and reads the message.
pub async fn code(client: &Client, place: &str, phone: &str) -> String {
    let to = format!("+86{phone}");
    let before = codes_to(client, &to).await;
    let answer = client.get(&format!("/user/{place}/{phone}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    code_after(client, before, &to).await
}

pub fn wrong(code: &str) -> String {
    let right: u32 = code.parse().unwrap();
    format!("{:06}", (right + 1) % 1_000_000)
}

pub async fn register(client: &Client, account: &str) -> Answer {
    client.post("/user/register", json!({ "account": account, "password": PASSWORD })).await
}

pub async fn register_phone(client: &Client, phone: &str) {
    let code = code(client, "registerPhone", phone).await;
    let body = json!({ "phone_number": phone, "identifying_code": code });
    let answer = client.post(&format!("/user/registerPhone/{phone}"), body).await;
    says(&answer, 200, &json!({ "msg": "register successful" }));
}

pub async fn log_in(client: &Client, account: &str, password: &str) -> Answer {
    client.post("/user/login", json!({ "account": account, "password": password })).await
}

/// Who that is.
pub async fn signs_in(browser: &mut Browser, account: &str) -> u64 {
    let fields = [("account", account), ("password", PASSWORD)];
    uid_of(&browser.post("/user/login", &fields).await)
}

pub async fn signs_in_by_phone(browser: &mut Browser, phone: &str) -> u64 {
    let code = code(&browser.client, "loginPhone", phone).await;
    let fields = [("phone_number", phone), ("identifying_code", &code)];
    uid_of(&browser.post(&format!("/user/loginPhone/{phone}"), &fields).await)
}

fn uid_of(login: &Answer) -> u64 {
    assert_eq!(login.json["msg"], "login successful", "{}", login.text);
    login.json["user_id"].as_u64().unwrap()
}

pub async fn logs_out(browser: &mut Browser, uid: u64) -> Answer {
    let request = browser.client.request(Method::POST, "/user/logout");
    browser.send(request.json(&json!({ "user_id": uid }))).await
}
