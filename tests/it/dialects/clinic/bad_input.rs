//! What no front end would send.

use serde_json::json;

use super::super::walker::{Contract, Place};
use super::{PASSWORD, form, house, log_in, member, says};
use crate::support::{Answer, House};

/// A name that is taken, and a password that is too short.
const OPEN: [Place; 2] = [
    Place {
        path: "/user/register",
        fields: &[("username", "zhang"), ("password", PASSWORD)],
        methods: &[],
    },
    Place {
        path: "/user/register",
        fields: &[("username", "wang"), ("password", "1234")],
        methods: &[],
    },
];

/// A name and an address of another's, neither of which can be had; somebody who wants to hear
/// nothing; a chat with nobody.
const SIGNED_IN: [Place; 3] = [
    Place {
        path: "/user/updatemyinfo",
        fields: &[
            ("username", "li"),
            ("password", "a new one"),
            ("age", "30"),
            ("sex", "女"),
            ("email", "li@example.com"),
            ("uid", "wx_1"),
            ("description", "你好"),
            ("ifChangeImage", "0"),
            ("image", "x"),
        ],
        methods: &[],
    },
    Place {
        path: "/chat/send",
        fields: &[("chat_sender", "zhang"), ("chat_receiver", "li"), ("msg", "hello")],
        methods: &[],
    },
    Place {
        path: "/chat/list",
        fields: &[("user", "zhang"), ("chater", "nobody"), ("limit", "5"), ("before", "3")],
        methods: &[],
    },
];

fn is_refusal(answer: &Answer) -> bool {
    let refusals = [
        json!({ "status": "error" }),
        json!({ "status": false, "id": "update failed" }),
        json!({ "status": false, "info": "error" }),
    ];
    answer.status == 200 && refusals.contains(&answer.json)
}

#[tokio::test]
async fn whatever_comes_from_strangers_is_refused_in_the_shape_of_the_contract() {
    // Without a `username` it would be for the others.
    let house = House::easygoing()
        .with("dialects.captcha_session.enabled", false)
        .with("dialects.phone.enabled", false);
    let server = house.open();
    member(&server.client(), "zhang").await;
    let contract = Contract { server: &server, places: &OPEN, is_refusal, headers: Vec::new() };
    assert!(contract.stands().await >= 150);
}

#[tokio::test]
async fn whatever_comes_with_a_token_is_refused_in_the_shape_of_the_contract() {
    let server = house();
    let client = server.client();
    let (zhang, li) = (member(&client, "zhang").await, member(&client, "li").await);
    let email = form(&li, "/user/updatemyinfo", &[("email", "li@example.com")]).await;
    assert_eq!(email.json["status"], true);
    assert_eq!(li.put("/v1/users/@zhang/block", json!({})).await.status, 204);
    let before = zhang.get("/user/tobeupdated").await.json;
    let login = log_in(&client, "zhang", PASSWORD).await;
    let headers = vec![("authorization", login.json["jwt"].as_str().unwrap().to_owned())];
    let contract = Contract { server: &server, places: &SIGNED_IN, is_refusal, headers };
    assert!(contract.stands().await > 350);
    says(&zhang.get("/user/tobeupdated").await, &before);
}
