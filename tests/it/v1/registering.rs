//! Becoming somebody here.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, House, PASSWORD, Person};

async fn register(client: &Client, username: &str) -> Answer {
    client.post("/v1/accounts", json!({ "username": username, "password": PASSWORD })).await
}

#[tokio::test]
async fn who_registers_is_signed_in() {
    let server = House::default().open();
    let client = server.client();
    let body = json!({
        "username": "Alice", "password": PASSWORD, "display_name": "Alice 茶", "device": "laptop",
    });
    let answer = client.post("/v1/accounts", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.header("location"), "/v1/me");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json["token_type"], "Bearer");
    let me = Person::of(&client, &answer).me().await;
    assert_eq!(me["username"], "Alice");
    assert_eq!(me["display_name"], "Alice 茶");
    assert_eq!(me["role"], "normal_user");
    assert_eq!(me["has_password"], true);
}

#[tokio::test]
async fn a_repeat_with_the_same_idempotency_key_makes_no_second_account() {
    let server = House::easygoing().open();
    let client = server.client();
    let with_key = async |body: Value| {
        let request = client.request(Method::POST, "/v1/accounts").json(&body);
        client.send(request.header("idempotency-key", "first-try")).await
    };
    let body = json!({ "username": "alice", "password": PASSWORD });
    let first = Person::of(&client, &with_key(body.clone()).await);
    let second = Person::of(&client, &with_key(body).await);
    assert_eq!(first.uid, second.uid);
    assert!(first.is_signed_in().await && second.is_signed_in().await);

    for other in [
        json!({ "username": "bob", "password": PASSWORD }),
        json!({ "username": "alice", "password": "cold jasmine at noon" }),
    ] {
        let answer = with_key(other).await;
        assert_eq!((answer.status, answer.code()), (422, "idempotency_mismatch"));
    }
    let request = client.request(Method::POST, "/v1/accounts").json(&json!({}));
    let answer = client.send(request.header("idempotency-key", "k".repeat(256))).await;
    assert_eq!((answer.status, answer.code()), (400, "bad_request"));
}

#[tokio::test]
async fn of_a_thousand_who_want_one_name_at_once_one_gets_it() {
    let server = House::easygoing().with("passwords.hashes_waiting_max", 2_000).open();
    let client = server.client();
    let answers = join_all((0..1_000).map(|_| register(&client, "alice"))).await;
    let with_status = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with_status(201), with_status(409)), (1, 999));
    let winner = answers.iter().find(|answer| answer.status == 201).unwrap();
    let winner = Person::of(&client, winner);
    assert_eq!(winner.me().await["username"], "alice");
    let found = winner.client.get("/v1/users?q=alice").await;
    assert_eq!(found.json["people"].as_array().unwrap().len(), 1, "{}", found.text);
}

/// UNI-01: what looks like a name that is taken or reserved, and what hides characters.
#[tokio::test]
async fn a_name_that_looks_like_anothers_is_refused() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers(&client, "zhang").await;
    for taken in ["zhang", "ZHANG", "ｚｈａｎｇ", "Zhang ", "admin", "ADMIN", "ａｄｍｉｎ", "аdmin"]
    {
        let answer = register(&client, taken).await;
        assert!(matches!(answer.status, 400 | 409), "{taken}: {}", answer.text);
    }
    let hidden =
        ["admin\u{200b}", "zhang\u{202e}", "zh\u{ad}ang", "zh ang", "zh\u{a0}ang", "zh\nang"];
    for name in hidden {
        let answer = register(&client, name).await;
        assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{name:?}");
        assert_eq!(answer.json["errors"][0]["field"], "username");
    }
    let mixed = register(&client, "zhаng").await;
    assert_eq!(mixed.json["errors"][0]["code"], "mixed_scripts", "{}", mixed.text);
    assert_eq!(register(&client, "茶馆主人").await.status, 201);
}

/// UNI-02: one account, however its names are written.
#[tokio::test]
async fn names_are_the_same_in_any_case() {
    let server = House::easygoing().open();
    let client = server.client();
    let zhang = Person::registers(&client, "Zhang").await;
    assert_eq!(register(&client, "zhang").await.code(), "taken");
    assert_eq!(Person::signs_in(&client, "ZHANG").await.uid, zhang.uid);
    let ann = Person::registers_with_email(&client, "Ann@Example.com").await;
    assert_eq!(Person::signs_in(&client, "ann@EXAMPLE.com").await.uid, ann.uid);
}

/// PASS-01.
#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_refused() {
    let server = House::easygoing().open();
    let client = server.client();
    for weak in ["password", "123456", "12345678", "qwertyuiop", "jasmine-lover", "a", ""] {
        let body = json!({ "username": "jasmine-lover", "password": weak });
        let answer = client.post("/v1/accounts", body).await;
        assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{weak}");
        assert_eq!(answer.json["errors"][0]["field"], "password", "{weak}");
    }
}

/// PASS-02: the same letters from another keyboard are the same password; spaces count; NUL is
/// refused rather than cut off at.
#[tokio::test]
async fn a_password_is_the_same_in_every_form_of_unicode() {
    let server = House::easygoing().open();
    let client = server.client();
    let password = " Ｃafe\u{301} at nine ";
    let answer =
        client.post("/v1/accounts", json!({ "username": "alice", "password": password })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let sign_in = async |password: &str| {
        client.post("/v1/sessions", json!({ "login": "alice", "password": password })).await.status
    };
    assert_eq!(sign_in(" Caf\u{e9} at nine ").await, 201);
    assert_eq!(sign_in("Caf\u{e9} at nine").await, 401);
    assert_eq!(sign_in(" Caf\u{e9} at nine \0").await, 400);
}

/// HASH-02: long ones are refused before any work (a body of megabytes is a test of the door);
/// every byte of the others counts.
#[tokio::test]
async fn a_long_password_is_refused_or_counts_whole() {
    let server = House::easygoing().open();
    let client = server.client();
    let register = async |name: &str, password: &str| {
        client.post("/v1/accounts", json!({ "username": name, "password": password })).await
    };
    let long = |bytes: usize| "tea ".repeat(bytes / 4);
    for bytes in [60_000, 4_096, 4_100, 132] {
        let answer = register("alice", &long(bytes)).await;
        assert_eq!(answer.json["errors"][0]["code"], "too_long", "{bytes}: {}", answer.text);
    }
    let most = format!("{}yes", "warm jasmine ".repeat(7));
    let other = format!("{}yet", "warm jasmine ".repeat(7));
    assert_eq!(register("alice", &most).await.status, 201);
    let sign_in = async |password: &str| {
        client.post("/v1/sessions", json!({ "login": "alice", "password": password })).await.status
    };
    assert_eq!((sign_in(&other).await, sign_in(&most).await), (401, 201));
}

/// ROLE-02: what only an admin or nobody may set is not taken from a stranger.
#[tokio::test]
async fn nobody_gives_himself_a_role_or_another_number() {
    let server = House::easygoing().open();
    let client = server.client();
    let body = json!({
        "username": "mallory", "password": PASSWORD, "role": "admin", "is_staff": true,
        "is_superuser": true, "active": true, "uid": 1_000, "id": 1_000, "created_at": 0,
        "token_epoch": 9, "has_password": false,
    });
    let mallory = Person::of(&client, &client.post("/v1/accounts", body).await);
    let before = mallory.me().await;
    assert_eq!(before["role"], "normal_user");
    assert_ne!(before["uid"], 1_000);
    let body =
        json!({ "role": "admin", "uid": 1, "created_at": 0, "active": false, "version": 99 });
    let answer = mallory.client.patch("/v1/me", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(mallory.me().await, before);
    assert_eq!(mallory.client.get("/v1/admin/accounts").await.code(), "forbidden");
}

/// INJ-01: an address that would be more than an address in the head of a letter.
#[tokio::test]
async fn an_address_cannot_write_the_head_of_a_letter() {
    let server = House::easygoing().open();
    let client = server.client();
    let long = format!("{}@example.com", "a".repeat(300));
    let addresses = [
        "a@example.com\r\nBcc: v@example.com",
        "a@example.com\nBcc: v@example.com",
        "\"a\nb\"@example.com",
        "a@example.com, v@example.com",
        "a b@example.com",
        "a@example.com\0",
        "<a@example.com>",
        "a@example",
        "a@@example.com",
        "@",
        &long,
    ];
    for address in addresses {
        let wanted = json!({ "purpose": "register", "to": address });
        let answer = client.post("/v1/codes", wanted).await;
        assert_eq!(answer.status, 400, "{address:?}: {}", answer.text);
        let body = json!({ "email": address, "code": "123456", "password": PASSWORD });
        assert_eq!(client.post("/v1/accounts", body).await.status, 400, "{address:?}");
    }
    assert_eq!(client.inbox().await, Vec::<Value>::new());
}

/// RACE-01 for an e-mail address: its one code makes one account.
#[tokio::test]
async fn of_many_who_show_one_code_one_registers() {
    let server = House::easygoing().open();
    let client = server.client();
    let code = client.code("register", "a@example.com").await;
    let body = json!({ "email": "a@example.com", "code": code, "password": PASSWORD });
    let answers = join_all((0..20).map(|_| client.post("/v1/accounts", body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
}

#[tokio::test]
async fn what_a_registration_must_bring_is_told_to_strangers() {
    let rules = async |house: House| house.open().client().get("/v1/registration").await.json;
    let usual = json!({
        "open": true, "captcha": false, "password": true, "email_code": true, "phone_code": true,
    });
    assert_eq!(rules(House::default()).await, usual);
    let closed = House::default().with("accounts.registration_open", false);
    assert_eq!(rules(closed.with("accounts.captcha_required", true)).await["open"], false);
}
