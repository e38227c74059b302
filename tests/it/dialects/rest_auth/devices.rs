//! Keys and cookies: what they open, and when they end.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Device, GOOD, OTHER, house, key, log_in, register, says};
use crate::support::{PASSWORD, Person};

fn change(old: &str, new: &str) -> Value {
    json!({ "old_password": old, "new_password1": new, "new_password2": new })
}

/// SESS-06.
#[tokio::test]
async fn a_logout_ends_one_browser_and_the_key() {
    let server = house();
    let client = server.client();
    let one = register(&client, "zhang").await;
    let other = log_in(&client, "ZHANG", GOOD).await;
    let (one, key) = (Device::with_cookies(&client, &one), key(&one));
    let other = Device::with_cookies(&client, &other);
    let by_key = Device::with_key(&client, &key);
    let out = one.ask(Method::POST, "/rest-auth/logout/", None).await;
    says(&out, 200, &json!({ "detail": "Successfully logged out." }));
    assert!(
        out.header("set-cookie").contains("sessionid=; ")
            && out.header("set-cookie").contains("Max-Age=0")
    );
    assert!(!one.is_signed_in().await && other.is_signed_in().await);
    says(&by_key.get("/rest-auth/user/").await, 401, &json!({ "detail": "Invalid token." }));
}

#[tokio::test]
async fn a_browser_that_logs_in_again_has_one_session() {
    let server = house();
    let client = server.client();
    let before = Device::with_cookies(&client, &register(&client, "zhang").await);
    let body = json!({ "username": "zhang", "password": GOOD });
    let answer = before.post("/rest-auth/login/", body).await;
    assert!(Device::with_cookies(&client, &answer).is_signed_in().await);
    assert!(!before.is_signed_in().await, "what may have been planted is over");
}

/// SESS-07.
#[tokio::test]
async fn a_new_password_ends_every_session_whatever_opened_it() {
    let server = house();
    let client = server.client();
    let cookie = register(&client, "zhang").await;
    let (browser, old) = (Device::with_cookies(&client, &cookie), key(&cookie));
    let by_key = Device::with_key(&client, &old);
    let v1 = json!({ "login": "zhang", "password": GOOD });
    let canonical = Person::of(&client, &client.post("/v1/sessions", v1).await);
    let changed = browser.post("/rest-auth/password/change/", change(GOOD, OTHER)).await;
    says(&changed, 200, &json!({ "detail": "New password has been saved." }));
    let gone = json!({ "detail": "Authentication credentials were not provided." });
    for device in [&browser, &by_key] {
        let answer = device.post("/rest-auth/password/change/", change(OTHER, GOOD)).await;
        says(&answer, 401, &gone);
        assert_eq!(answer.header("www-authenticate"), "Token");
    }
    assert!(!canonical.is_signed_in().await);
    assert_eq!(log_in(&client, "zhang", GOOD).await.status, 400);
    assert_ne!(key(&log_in(&client, "zhang", OTHER).await), old);
}

#[tokio::test]
async fn a_key_and_a_cookie_are_devices_of_the_account() {
    let server = house();
    let client = server.client();
    let made = register(&client, "zhang").await;
    let v1 = json!({ "login": "zhang", "password": GOOD });
    let canonical = Person::of(&client, &client.post("/v1/sessions", v1).await);
    let list = canonical.client.get("/v1/sessions").await;
    assert_eq!(list.json["sessions"].as_array().unwrap().len(), 3, "{}", list.text);
    assert_eq!(canonical.client.delete("/v1/sessions").await.status, 200);
    assert!(!Device::with_key(&client, &key(&made)).is_signed_in().await);
    assert!(!Device::with_cookies(&client, &made).is_signed_in().await);
}

#[tokio::test]
async fn an_account_of_another_contract_logs_in_here() {
    let server = house();
    let client = server.client();
    Person::registers(&client, "wang").await;
    Person::registers_with_email(&client, "li@post.example").await;
    for name in ["wang", "li@post.example"] {
        let device = Device::with_key(&client, &key(&log_in(&client, name, PASSWORD).await));
        assert_eq!(device.get("/rest-auth/user/").await.json["username"], name);
        let same = json!({ "username": name, "first_name": "San" });
        let changed = device.ask(Method::PUT, "/rest-auth/user/", Some(same)).await;
        assert_eq!((changed.status, &changed.json["first_name"]), (200, &json!("San")));
    }
}

#[tokio::test]
async fn a_contact_is_created_once_however_many_ask_at_once() {
    let server = house();
    let client = server.client();
    let device = Device::with_key(&client, &key(&register(&client, "zhang").await));
    let ask = |n: usize| {
        let contact = json!({ "company": n.to_string(), "tel": "1", "address": "x" });
        let device = device.clone();
        async move { device.post("/api/create_users_info/", contact).await }
    };
    let answers = futures_util::future::join_all((0..8).map(ask)).await;
    let created: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(created.len(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        says(refused, 400, &json!(["Detail Info has existed!"]));
    }
    let shown = device.get("/api/users_display/").await;
    assert_eq!(shown.json, created[0].json[0]);
    assert_eq!(shown.json["user"]["password"], "********");
}
