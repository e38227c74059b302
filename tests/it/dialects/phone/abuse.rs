//! What strangers try (rows of the abuse list in the comments).

use reqwest::Method;
use serde_json::json;

use super::super::browser::Browser;
use super::{house, log_in, logs_out, register, says, signs_in};
use crate::support::{House, PASSWORD, Person};

/// ROLE-01.
#[tokio::test]
async fn a_stranger_takes_an_open_role_and_only_an_admin_gives_another() {
    let server = house();
    let client = server.client();
    for role in ["vip_user", "creator"] {
        let body = json!({ "account": role, "password": PASSWORD, "role": role });
        assert_eq!(client.post("/user/register", body).await.json["msg"], "register successful");
        let shown = Person::signs_in(&client, role).await.client.get("/v1/me").await;
        assert_eq!(shown.json["role"], role);
    }
    for odd in [json!("ADMIN"), json!("Admin "), json!(["admin"]), json!({ "$ne": 1 }), json!(true)]
    {
        let body = json!({ "account": "boss", "password": PASSWORD, "role": odd });
        let answer = client.post("/user/register", body).await;
        assert_ne!(answer.json["msg"], "register successful", "{odd}");
    }
    let boss = json!({ "account": "boss", "password": PASSWORD, "role": "admin" });
    let failure = json!({ "msg": "register failure" });
    says(&client.post("/user/register", boss.clone()).await, 200, &failure);
    let bob = Person::signs_in(&client, "creator").await;
    says(&bob.client.post("/user/register", boss.clone()).await, 200, &failure);
    let admin = Person::becomes_admin(&server, "keeper").await;
    says(
        &admin.client.post("/user/register", boss).await,
        200,
        &json!({ "msg": "register successful" }),
    );
    assert_eq!(Person::signs_in(&client, "boss").await.me().await["role"], "admin");
}

/// SESS-05.
#[tokio::test]
async fn one_logs_out_oneself_and_nobody_else() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    register(&client, "mallory").await;
    let (mut zhang, mut mallory) = (Browser::at(&server), Browser::at(&server));
    let uid = signs_in(&mut zhang, "zhang").await;
    signs_in(&mut mallory, "mallory").await;

    let failure = json!({ "msg": "logout failure" });
    says(&logs_out(&mut Browser::at(&server), uid).await, 403, &failure);
    says(&logs_out(&mut mallory, uid).await, 403, &failure);
    let mut kept = zhang.clone();
    let done = logs_out(&mut zhang, uid).await;
    says(&done, 200, &json!({ "msg": "logout successful" }));
    assert!(done.header("set-cookie").contains("Max-Age=0"));
    says(&logs_out(&mut kept, uid).await, 403, &failure);
}

/// CSRF: what a page of another site asks for changes nothing.
#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let mut browser = Browser::at(&server);
    let uid = signs_in(&mut browser, "zhang").await;
    let mut elsewhere = browser.clone().saying("origin", "https://evil.example");
    let places = [
        "register",
        "login",
        "logout",
        "registerPhone/13800138000",
        "loginPhone/13800138000",
        "forgetPassword/13800138000",
    ];
    for place in places {
        let body = json!({ "account": "zhang", "password": PASSWORD, "user_id": uid });
        let request = client.request(Method::POST, &format!("/user/{place}")).json(&body);
        let answer = elsewhere.send(request).await;
        assert_eq!(answer.status, 403, "{place}: {}", answer.text);
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert_eq!(logs_out(&mut browser, uid).await.status, 200);
}

#[tokio::test]
async fn too_many_tries_are_told_in_the_contracts_own_shape() {
    let server = House::easygoing().with("limits.scale", 1).open();
    let client = server.client();
    let mut last = log_in(&client, "nobody", PASSWORD).await;
    for _ in 0..40 {
        last = log_in(&client, "nobody", PASSWORD).await;
    }
    assert_eq!(last.status, 429);
    assert_eq!(last.json["msg"], "操作过于频繁，请稍后再试");
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
}
