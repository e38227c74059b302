//! Changing and resetting a password (OTP-15, RACE-02, SESS-07).

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Client, House, PASSWORD, Person};

const NEW: &str = "green needles before rain";

async fn sign_in(client: &Client, login: &str, password: &str) -> u16 {
    client.post("/v1/sessions", json!({ "login": login, "password": password })).await.status
}

#[tokio::test]
async fn a_new_password_signs_the_other_devices_out_at_once() {
    let server = House::easygoing().open();
    let client = server.client();
    let here = Person::registers(&client, "alice").await;
    let there = Person::signs_in(&client, "alice").await;
    let change = async |old: &str, new: &str| {
        let body = json!({ "old_password": old, "new_password": new });
        here.client.put("/v1/me/password", body).await
    };
    assert_eq!(change("not this one", NEW).await.code(), "wrong_password");
    assert_eq!(change(PASSWORD, "alice").await.code(), "invalid_fields");
    assert!(there.is_signed_in().await);

    assert_eq!(change(PASSWORD, NEW).await.status, 204);
    assert!(here.is_signed_in().await);
    assert!(!there.is_signed_in().await);
    assert_eq!(there.refreshes().await.code(), "refresh_refused");
    assert_eq!(sign_in(&client, "alice", PASSWORD).await, 401);
    assert_eq!(sign_in(&client, "alice", NEW).await, 201);
}

#[tokio::test]
async fn a_reset_by_code_signs_every_device_out() {
    let server = House::easygoing().open();
    let client = server.client();
    let email = "alice@example.com";
    let here = Person::registers_with_email(&client, email).await;
    let there = Person::signs_in(&client, email).await;
    let code = client.code("reset", email).await;
    let body = json!({ "login": email, "code": code, "new_password": NEW });
    let answer = client.post("/v1/password-resets", body.clone()).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""), "it signs nobody in");
    assert!(!here.is_signed_in().await && !there.is_signed_in().await);
    assert_eq!(sign_in(&client, email, PASSWORD).await, 401);
    assert_eq!(sign_in(&client, email, NEW).await, 201);
    assert_eq!(client.post("/v1/password-resets", body).await.code(), "wrong_code");

    let told = client.letter(0, |letter| letter["purpose"] == "password_reset").await;
    assert_eq!(told["to"], email);
}

/// RACE-02: whoever came in with the old password is out once the change is answered.
#[tokio::test]
async fn no_session_of_the_old_password_outlives_its_change() {
    let server = House::easygoing().with("sessions.per_account_max", 100).open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let body = json!({ "login": "alice", "password": PASSWORD });
    let logins = join_all((0..50).map(|_| client.post("/v1/sessions", body.clone())));
    let change = json!({ "old_password": PASSWORD, "new_password": NEW });
    let (logins, changed) = tokio::join!(logins, alice.client.put("/v1/me/password", change));
    assert_eq!(changed.status, 204, "{}", changed.text);
    for login in logins {
        match login.status {
            201 => assert!(!Person::of(&client, &login).is_signed_in().await),
            status => assert_eq!(status, 401, "{}", login.text),
        }
    }
    assert!(alice.is_signed_in().await);
}
