//! One's own account.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, House, PASSWORD, Person};

const EMAIL: &str = "alice@example.com";

#[tokio::test]
async fn an_address_is_added_with_a_code_and_the_old_one_is_told() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let bob = Person::registers_with_email(&client, "bob@example.com").await;
    let add = async |email: &str, code: &str| {
        alice.client.patch("/v1/me", json!({ "email": email, "code": code })).await
    };
    let without = alice.client.patch("/v1/me", json!({ "email": EMAIL })).await;
    assert_eq!(without.json["errors"][0]["field"], "code", "{}", without.text);
    assert_eq!(add(EMAIL, "000000").await.code(), "wrong_code");

    let code = client.code("verify", EMAIL).await;
    let added = add(EMAIL, &code).await;
    assert_eq!(added.status, 200, "{}", added.text);
    assert!(added.json["email"]["verified_at"].is_i64());
    assert_eq!(Person::signs_in(&client, EMAIL).await.uid, alice.uid);

    let code = client.code("verify", "bob@example.com").await;
    assert_eq!(add("bob@example.com", &code).await.code(), "taken");
    assert_eq!(Person::signs_in(&client, "bob@example.com").await.uid, bob.uid);

    let code = client.code("verify", "new@example.com").await;
    assert_eq!(add("new@example.com", &code).await.status, 200);
    let told = client.letter(0, |letter| letter["purpose"] == "email_changed").await;
    assert_eq!(told["to"], EMAIL);

    let removed = alice.client.patch("/v1/me", json!({ "email": null })).await;
    assert_eq!((removed.status, &removed.json["email"]), (200, &Value::Null));
    let last = bob.client.patch("/v1/me", json!({ "email": null })).await;
    assert_eq!((last.status, last.code()), (409, "conflict"));
}

/// MASS-04: an address that was only claimed is sent nothing.
#[tokio::test]
async fn an_address_that_nobody_proved_recovers_nothing() {
    let server = House::easygoing().with("accounts.email_code_required", false).open();
    let client = server.client();
    let body = json!({ "username": "mallory", "email": EMAIL, "password": PASSWORD });
    let mallory = Person::of(&client, &client.post("/v1/accounts", body).await);
    assert_eq!(mallory.me().await["email"]["verified_at"], Value::Null);
    for purpose in ["reset", "login"] {
        let ask = json!({ "purpose": purpose, "to": EMAIL });
        assert_eq!(client.post("/v1/codes", ask).await.status, 202);
    }
    client.code("verify", EMAIL).await;
    let sent: Vec<_> =
        client.inbox().await.into_iter().map(|letter| letter["purpose"].clone()).collect();
    assert_eq!(sent, ["verify"]);
    let body = json!({ "login": EMAIL, "code": "123456", "new_password": "green needles, rain" });
    assert_eq!(client.post("/v1/password-resets", body).await.code(), "wrong_code");
}

/// UNI-03: an address that was only claimed is nobody's obstacle.
#[tokio::test]
async fn who_proves_an_address_gets_it_from_who_claimed_it() {
    let server = House::easygoing().with("accounts.email_code_required", false).open();
    let client = server.client();
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let mallory = Person::of(&client, &client.post("/v1/accounts", body).await);
    let alice = Person::registers_with_email(&client, EMAIL).await;
    assert_ne!(alice.uid, mallory.uid);
    assert_eq!(Person::signs_in(&client, EMAIL).await.uid, alice.uid);
    let left = mallory.me().await;
    assert_eq!(left["email"], Value::Null);
    let name = left["username"].as_str().unwrap();
    assert_eq!(Person::signs_in(&client, name).await.uid, mallory.uid);
}

#[tokio::test]
async fn a_profile_is_changed_only_as_it_was_read() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let client = &alice.client;
    let with = async |method: Method, name: &str, value: &str, body: Option<Value>| -> Answer {
        let request = client.request(method, "/v1/me").header(name, value);
        client
            .send(match body {
                Some(body) => request.json(&body),
                None => request,
            })
            .await
    };
    let first = client.get("/v1/me").await.header("etag").to_owned();
    let unchanged = with(Method::GET, "if-none-match", &first, None).await;
    assert_eq!((unchanged.status, unchanged.text.as_str()), (304, ""));
    assert_eq!(unchanged.header("etag"), first);

    let intro = |text: &str| Some(json!({ "intro": text }));
    let changed = with(Method::PATCH, "if-match", &first, intro("tea")).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let second = changed.header("etag").to_owned();
    assert_ne!(first, second);
    let stale = with(Method::PATCH, "if-match", &first, intro("coffee")).await;
    assert_eq!((stale.status, stale.code()), (412, "version_mismatch"));
    for odd in ["W/\"1\"", "1", "\"x\"", "\"18446744073709551616\""] {
        assert_eq!(with(Method::PATCH, "if-match", odd, intro("x")).await.status, 412, "{odd}");
    }
    assert_eq!(with(Method::GET, "if-none-match", &first, None).await.json["intro"], "tea");
    // A proxy that packs an answer makes its tag a weak one.
    for known in [format!("\"0\", {second}"), format!("W/{second}"), "*".to_owned()] {
        let again = with(Method::GET, "if-none-match", &known, None).await;
        assert_eq!(again.status, 304, "{known}");
    }
    assert_eq!(with(Method::PATCH, "if-match", "*", intro("rain")).await.json["intro"], "rain");
}

#[tokio::test]
async fn what_cannot_be_shown_is_no_name_and_no_introduction() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let long = "茶".repeat(65);
    for name in ["a\nb", "a\u{202e}b", "\u{7}", &long] {
        let answer = alice.client.patch("/v1/me", json!({ "display_name": name })).await;
        assert_eq!(answer.json["errors"][0]["field"], "display_name", "{name:?}: {}", answer.text);
    }
    let markup = "<img src=x onerror=alert(1)> 茶 \u{1f375}";
    let answer = alice.client.patch("/v1/me", json!({ "display_name": markup })).await;
    assert_eq!(answer.json["display_name"], markup);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn the_export_holds_everything_about_one_person() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, EMAIL).await;
    let bob = Person::registers(&client, "bob").await;
    let carol = Person::registers(&client, "carol").await;
    alice.client.put(&format!("/v1/users/{}/follow", bob.uid), Value::Null).await;
    alice.client.put(&format!("/v1/users/{}/block", carol.uid), Value::Null).await;
    let export = alice.client.get("/v1/me/export").await;
    assert_eq!(export.status, 200, "{}", export.text);
    assert!(export.header("content-disposition").starts_with("attachment"));
    assert_eq!(export.json["account"], alice.me().await);
    assert_eq!(export.json["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(export.json["follows"], json!([bob.uid]));
    assert_eq!(export.json["blocks"], json!([carol.uid]));
    assert_eq!(export.json["acts"][0]["what"], "registered");
    assert!(!export.text.contains("argon2"));
}

#[tokio::test]
async fn who_leaves_is_forgotten_but_for_the_name() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, EMAIL).await;
    alice.client.patch("/v1/me", json!({ "username": "alice" })).await;
    let bob = Person::registers(&client, "bob").await;
    bob.client.put("/v1/users/@alice/follow", Value::Null).await;
    let leave = async |proof: Value| {
        let request = alice.client.request(Method::DELETE, "/v1/me").json(&proof);
        alice.client.send(request).await
    };
    assert_eq!(leave(json!({})).await.code(), "invalid_fields");
    assert_eq!(leave(json!({ "password": "not this one" })).await.code(), "wrong_password");
    assert_eq!(leave(json!({ "address": EMAIL, "code": "000000" })).await.code(), "wrong_code");
    assert_eq!(leave(json!({ "password": PASSWORD })).await.status, 204);

    assert!(!alice.is_signed_in().await);
    assert_eq!(alice.refreshes().await.code(), "refresh_refused");
    let body = json!({ "login": "alice", "password": PASSWORD });
    assert_eq!(client.post("/v1/sessions", body).await.code(), "invalid_credentials");
    assert_eq!(bob.client.get("/v1/users/@alice").await.code(), "not_found");
    let following = bob.client.get(&format!("/v1/users/{}/following", bob.uid)).await;
    assert_eq!(following.json["people"], json!([]));
    let told = client.letter(0, |letter| letter["purpose"] == "account_deleted").await;
    assert_eq!(told["to"], EMAIL);

    let again = client.post("/v1/accounts", json!({ "username": "Alice", "password": PASSWORD }));
    assert_eq!(again.await.code(), "taken", "nobody steps into their shoes");
    assert_ne!(Person::registers_with_email(&client, EMAIL).await.uid, alice.uid);
}

#[tokio::test]
async fn one_leaves_by_a_code_too() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, EMAIL).await;
    let code = client.code("verify", EMAIL).await;
    let proof = json!({ "address": EMAIL, "code": code });
    let request = alice.client.request(Method::DELETE, "/v1/me").json(&proof);
    assert_eq!(alice.client.send(request).await.status, 204);
    assert!(!alice.is_signed_in().await);
}
