//! What strangers try (rows of the abuse list in the comments).

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{PASSWORD, form, house, log_in, member, register, says};
use crate::support::House;

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
    assert_eq!(form(&zhang, "/user/updatemyinfo", &fields).await.json["status"], true);
    let info = zhang.get("/user/homepage").await.json["info"].clone();
    assert_eq!((&info["identity"], &info["follow_num"]), (&json!("患者"), &json!(0)));
    assert_eq!(zhang.get("/v1/me").await.json["role"], "normal_user");
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
    assert_eq!(form(&zhang, "/user/updatemyinfo", &new).await.json["status"], true);
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

fn stands_below(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return stands_below(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
