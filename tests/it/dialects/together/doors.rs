//! A contract that is switched off is not there, and leaves the shared paths to the others.

use serde_json::json;

use super::super::captcha_session;
use super::fronts::{Front, browser};
use super::{PASSWORD, house};
use crate::support::{Client, Server};

const OWN: [(&str, &[&str]); 5] = [
    ("codes", &["/api/login", "/api/register", "/api/forget_password"]),
    ("captcha_session", &["/user/captcha", "/user/info", "/user/reset", "/user/avatar"]),
    ("phone", &["/user/registerPhone/13800138000", "/user/loginPhone/13800138000"]),
    ("clinic", &["/user/homepage", "/user/tobeupdated", "/chat/send", "/chat/list"]),
    ("rest_auth", &["/rest-auth/login/", "/rest-auth/user/", "/api/users_display/"]),
];

/// Speaks these and no others.
fn speaking(spoken: &[&str]) -> Server {
    let all = OWN.iter().map(|(contract, _)| contract);
    let off = all.filter(|contract| !spoken.contains(contract));
    off.fold(house(), |house, contract| house.with(&format!("dialects.{contract}.enabled"), false))
        .open()
}

async fn only_these_are_there(client: &Client, spoken: &[&str]) {
    for (contract, paths) in OWN {
        for path in paths {
            let (get, post) = (client.get(path).await, client.post(path, json!({})).await);
            let there = get.status != 404 || post.status != 404;
            assert_eq!(there, spoken.contains(&contract), "{path}: {} {}", get.text, post.text);
        }
    }
}

async fn is_at_home(client: &Client, front: Front, name: &str) {
    let made = front.registers(client, name).await;
    assert!(front.is_registered(&made), "{front:?}: {}", made.text);
    front.signs_in(client, name).await;
}

#[tokio::test]
async fn without_the_captcha_the_shared_paths_are_the_others() {
    let spoken = ["phone", "clinic"];
    let server = speaking(&spoken);
    let client = server.client();
    only_these_are_there(&client, &spoken).await;
    is_at_home(&client, Front::Phone, "zhang").await;
    is_at_home(&client, Front::Clinic, "wang").await;
    let theirs = json!({ "uname": "li", "email": "li@example.com", "password": PASSWORD });
    let answer = client.post("/user/register", theirs).await;
    assert_eq!((answer.status, answer.json), (200, json!({ "msg": "register failure" })));
}

#[tokio::test]
async fn without_the_others_the_shared_paths_are_the_captchas() {
    let spoken = ["captcha_session", "rest_auth"];
    let server = speaking(&spoken);
    let client = server.client();
    only_these_are_there(&client, &spoken).await;
    is_at_home(&client, Front::CaptchaSession, "zhang").await;
    is_at_home(&client, Front::RestAuth, "wang").await;
    let fields = [("account", "li"), ("password", PASSWORD)];
    let mut li = browser(&client);
    let answer = captcha_session::posts(&mut li, "/user/register", &fields).await;
    assert_eq!((answer.status, answer.json), (403, json!({ "msg": "无效参数" })));
}

#[tokio::test]
async fn where_all_are_off_nothing_is_there() {
    let server = speaking(&[]);
    let client = server.client();
    only_these_are_there(&client, &[]).await;
    for path in ["/user/register", "/user/login", "/user/logout"] {
        assert_eq!(
            (client.get(path).await.status, client.post(path, json!({})).await.status),
            (404, 404)
        );
    }
    is_at_home(&client, Front::Canonical, "zhang").await;
}
