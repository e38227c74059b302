//! What admins may do, and that every act is written down.

use serde_json::{Value, json};

use crate::support::{House, PASSWORD, Person};

#[tokio::test]
async fn an_admin_finds_disables_enables_and_signs_out() {
    let server = House::easygoing().open();
    let client = server.client();
    let admin = Person::becomes_admin(&server, "keeper").await;
    assert_eq!(admin.me().await["role"], "admin");
    let alice = Person::registers(&client, "alice").await;
    let path = format!("/v1/admin/accounts/{}", alice.uid);

    let found = admin.client.get("/v1/admin/accounts?login=ALICE").await;
    assert_eq!(found.json["accounts"][0]["uid"], alice.uid, "{}", found.text);
    assert_eq!(admin.client.get("/v1/admin/accounts/99999").await.code(), "not_found");

    let ended = admin.client.delete(&format!("{path}/sessions")).await;
    assert_eq!(ended.json["ended"], 1, "{}", ended.text);
    assert!(!alice.is_signed_in().await);

    let alice = Person::signs_in(&client, "alice").await;
    let disabled = admin.client.patch(&path, json!({ "active": false })).await;
    assert_eq!(disabled.json["active"], false, "{}", disabled.text);
    assert!(!alice.is_signed_in().await);
    let body = json!({ "login": "alice", "password": PASSWORD });
    assert_eq!(client.post("/v1/sessions", body).await.code(), "account_disabled");
    let wrong = json!({ "login": "alice", "password": "not this one" });
    assert_eq!(client.post("/v1/sessions", wrong).await.code(), "invalid_credentials");
    admin.client.patch(&path, json!({ "active": true })).await;
    let alice = Person::signs_in(&client, "alice").await;

    let role = admin.client.patch(&path, json!({ "role": "vip_user" })).await;
    assert_eq!(role.json["role"], "vip_user");
    assert!(!alice.is_signed_in().await, "nothing goes on under the old role");

    let set = json!({ "new_password": "green needles before rain" });
    assert_eq!(admin.client.put(&format!("{path}/password"), set).await.status, 204);
    let body = json!({ "login": "alice", "password": "green needles before rain" });
    assert_eq!(client.post("/v1/sessions", body).await.status, 201);
}

#[tokio::test]
async fn every_act_of_an_admin_is_in_the_audit_log() {
    let server = House::easygoing().open();
    let admin = Person::becomes_admin(&server, "keeper").await;
    let body = json!({ "username": "support", "password": PASSWORD, "role": "creator" });
    let made = admin.client.post("/v1/admin/accounts", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = made.header("location").to_owned();
    assert_eq!(admin.client.get(&path).await.json, made.json);
    admin.client.patch(&path, json!({ "active": false })).await;
    admin.client.patch(&path, json!({ "role": "admin" })).await;

    let uid = &made.json["uid"];
    let log = admin.client.get(&format!("/v1/admin/audit?subject={uid}")).await;
    let lines = log.json["acts"].as_array().unwrap();
    let said: Vec<_> = lines.iter().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(said, ["role_set", "disabled", "created_by_admin"], "{}", log.text);
    assert!(lines.iter().all(|line| line["actor"] == admin.uid && line["console"] == false));
    let all = admin.client.get("/v1/admin/audit?limit=1").await;
    assert!(all.json["next"].is_string(), "{}", all.text);
}

#[tokio::test]
async fn an_admin_does_not_lock_himself_out_and_nobody_makes_himself_one() {
    let server = House::easygoing().open();
    let admin = Person::becomes_admin(&server, "keeper").await;
    let alice = Person::registers(&server.client(), "alice").await;
    let own = format!("/v1/admin/accounts/{}", admin.uid);
    for change in [json!({ "active": false }), json!({ "role": "normal_user" })] {
        assert_eq!(admin.client.patch(&own, change.clone()).await.code(), "conflict");
        let path = format!("/v1/admin/accounts/{}", alice.uid);
        assert_eq!(alice.client.patch(&path, change).await.code(), "forbidden");
    }
    for nothing in [json!({}), json!({ "active": true, "role": "admin" }), json!({ "role": "god" })]
    {
        let path = format!("/v1/admin/accounts/{}", alice.uid);
        assert_eq!(admin.client.patch(&path, nothing).await.code(), "invalid_fields");
    }
    assert_eq!(admin.client.get("/v1/admin/letters").await.json["letters"], Value::Array(vec![]));
}
