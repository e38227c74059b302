//! What strangers try (rows of the abuse list in the comments).

use reqwest::Method;
use serde_json::json;

use super::{PASSWORD, form, house, log_in, member, register, says};
use crate::support::{House, WallClock, stands_below};

const UPDATE: &str = "/user/updatemyinfo";

/// MASS-01, ROLE-02.
#[tokio::test]
async fn what_is_not_in_the_list_is_not_changed() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let fields = [
        ("id", "1"),
        ("user_id", "1"),
        ("identity", "医生"),
        ("role", "admin"),
        ("is_admin", "1"),
        ("is_staff", "1"),
        ("follow_num", "99"),
        ("is_active", "0"),
        ("token_epoch", "9"),
    ];
    assert_eq!(form(&zhang, UPDATE, &fields).await.json["status"], true);
    let info = zhang.get("/user/homepage").await.json["info"].clone();
    assert_eq!((&info["identity"], &info["follow_num"]), (&json!("患者"), &json!(0)));
    assert_eq!(zhang.get("/v1/me").await.json["role"], "normal_user");
}

/// MASS-02: what the form was filled with is no new password.
#[tokio::test]
async fn six_stars_are_no_new_password() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let shown = zhang.get("/user/tobeupdated").await.json["info"]["password"].clone();
    for unchanged in [shown.as_str().unwrap(), ""] {
        let fields = [("password", unchanged), ("age", "42")];
        assert_eq!(form(&zhang, UPDATE, &fields).await.json["status"], true);
    }
    assert_eq!(log_in(&client, "zhang", PASSWORD).await.json["status"], "success");
    says(&log_in(&client, "zhang", "******").await, &json!({ "status": "invalid password" }));
}

/// MASS-03: who came by a token later than its owner's login does not become the owner.
#[tokio::test]
async fn a_new_password_is_taken_within_ten_minutes_of_the_login() {
    let clock = WallClock::right();
    let server = clock.opens(House::easygoing());
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    clock.is_off_by("+540");
    let second = [("password", "second one")];
    assert_eq!(form(&zhang, UPDATE, &second).await.json["status"], true);
    clock.is_off_by("+660");
    let before = zhang.get("/user/tobeupdated").await.text;
    let third = [("password", "third one"), ("age", "99")];
    let failed = json!({ "status": false, "id": "update failed" });
    says(&form(&zhang, UPDATE, &third).await, &failed);
    assert_eq!(zhang.get("/user/tobeupdated").await.text, before, "nothing of the form is taken");
    let again = log_in(&client, "zhang", "second one").await;
    let again = client.with_token(again.json["jwt"].as_str().unwrap());
    assert_eq!(form(&again, UPDATE, &third).await.json["status"], true);
    assert_eq!(zhang.get("/user/homepage").await.json["status"], false);
}

/// JWT-06.
#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let other =
        client.with_token(log_in(&client, "zhang", PASSWORD).await.json["jwt"].as_str().unwrap());
    let new = [("password", "longer than before")];
    assert_eq!(form(&zhang, UPDATE, &new).await.json["status"], true);
    assert_eq!(zhang.get("/user/homepage").await.json["status"], true);
    assert_eq!(other.get("/user/homepage").await.json["status"], false);
    says(&log_in(&client, "zhang", PASSWORD).await, &json!({ "status": "invalid password" }));
}

/// URLPW-01: the password in the address reaches nothing that is written down.
#[tokio::test]
async fn the_password_in_the_address_is_in_no_log() {
    let secret = "SECRETxyz";
    let mut server = House::easygoing().with("log.level", "trace").open();
    let client = server.client();
    register(&client, "zhang").await;
    let long = secret.repeat(900);
    let queries = [
        format!("username=zhang&password={secret}"),
        format!("username=nobody&password={secret}"),
        format!("username=zhang&password={secret}%zz"),
        format!("username=zhang&password={long}"),
        format!("username=zhang&password={secret}&password={secret}"),
    ];
    for query in queries {
        let answer = client.get(&format!("/user/login?{query}")).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.text);
        assert!(!answer.text.contains(secret));
    }
    assert!(server.stop().success());
    assert!(server.log().contains("/user/login"));
    assert!(!server.log().contains(secret));
    assert!(!stands_below(server.home(), secret));
}

/// URLPW-02: no answer to a login comes from anybody's memory.
#[tokio::test]
async fn a_login_by_a_visit_is_answered_anew_each_time() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let first = log_in(&client, "zhang", PASSWORD).await;
    assert_eq!((first.header("etag"), first.header("last-modified")), ("", ""));
    for (name, value) in [
        ("if-none-match", "*"),
        ("if-none-match", "\"1\""),
        ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("cache-control", "only-if-cached"),
    ] {
        let path = format!("/user/login?username=zhang&password={PASSWORD}");
        let request = client.request(Method::GET, &path).header(name, value);
        let answer = client.send(request).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{name}");
        assert_ne!(answer.json["jwt"], first.json["jwt"], "{name}");
    }
}
