//! What strangers will try.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{Device, GOOD, house, key, log_in, person, register, says};
use crate::support::{Answer, House, PASSWORD};

fn told(answer: &Answer) -> (u16, String, Vec<String>) {
    let numbered = ["x-request-id", "date"];
    let names = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}"));
    let names = names.filter(|line| !numbered.iter().any(|name| line.starts_with(name)));
    (answer.status, answer.text.clone(), names.collect())
}

/// ENUM-04.
#[tokio::test]
async fn a_stranger_and_a_wrong_password_are_told_the_same() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let wrong = told(&log_in(&client, "zhang", "guess").await);
    let unknown = told(&log_in(&client, "wangg", "guess").await);
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.1, r#"{"non_field_errors":["Unable to log in with provided credentials."]}"#);
}

/// ENUM-07.
#[tokio::test]
async fn who_asks_for_addresses_that_are_taken_is_throttled() {
    let server = House::default().with("limits.registrations", "5/min").open();
    let client = server.client();
    register(&client, "zhang").await;
    let again = || async {
        let mut body = person("wang");
        body["email"] = json!("zhang@post.example");
        body["password1"] = json!("123");
        client.post("/rest-auth/registration/", body).await
    };
    for _ in 0..4 {
        let answer = again().await;
        let taken = json!(["A user is already registered with this e-mail address."]);
        assert_eq!((answer.status, &answer.json["email"]), (400, &taken), "{}", answer.text);
    }
    let answer = again().await;
    assert_eq!(answer.status, 429, "{}", answer.text);
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.starts_with("Request was throttled. Expected available in "), "{detail}");
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
}

/// The guesses at one account are those of all contracts together.
#[tokio::test]
async fn guesses_run_out() {
    let server = House::default().open();
    let client = server.client();
    register(&client, "zhang").await;
    let mut last = 0;
    for _ in 0..30 {
        last = log_in(&client, "zhang", "guess").await.status;
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
    let v1 = json!({ "login": "zhang", "password": "guess" });
    assert_eq!(client.post("/v1/sessions", v1).await.status, 429);
}

/// ROLE-02.
#[tokio::test]
async fn nobody_gives_himself_what_is_not_asked_for() {
    let server = house();
    let client = server.client();
    let more = json!({
        "role": "admin", "is_staff": true, "is_superuser": true, "is_active": false, "id": 1,
        "uid": 1, "pk": 1, "user_id": 1, "user": 1, "password_epoch": 9, "password": "x",
        "email": "other@post.example",
    });
    let with_more = |mut body: serde_json::Value| {
        let more = more.as_object().unwrap().clone();
        let fields = body.as_object_mut().unwrap();
        for (name, value) in more {
            fields.entry(name).or_insert(value);
        }
        body
    };
    let first = register(&client, "first").await;
    let made = client.post("/rest-auth/registration/", with_more(person("zhang"))).await;
    let device = Device::with_key(&client, &key(&made));
    let before = device.get("/rest-auth/user/").await.json;
    let put = device.ask(
        Method::PUT,
        "/rest-auth/user/",
        Some(with_more(json!({ "username": "zhang" }))),
    );
    assert_eq!(put.await.json, before);
    let contact = with_more(json!({ "company": "a", "tel": "1", "address": "b" }));
    let shown = device.post("/api/create_users_info/", contact).await.json[0]["user"].take();
    assert_eq!(shown["id"], before["pk"]);
    for name in ["is_staff", "is_superuser"] {
        assert_eq!(shown[name], false, "{shown}");
    }
    assert_eq!(
        (&shown["is_active"], &shown["email"]),
        (&json!(true), &json!("zhang@post.example"))
    );
    assert!(Device::with_key(&client, &key(&first)).is_signed_in().await);
    assert_eq!(log_in(&client, "zhang", GOOD).await.status, 200);
}

/// INJ-01.
#[tokio::test]
async fn an_address_that_could_break_out_of_a_header_is_refused() {
    let server = house();
    let client = server.client();
    for email in [
        "a@b.cc\r\nBcc: v@x.example",
        "\"a\nb\"@x.example",
        "a@b.cc,v@x.example",
        "a@b.cc v@x.example",
        &format!("{}@x.example", "a".repeat(2000)),
    ] {
        let mut body = person("zhang");
        body["email"] = json!(email);
        let refused = json!({ "email": ["Enter a valid email address."] });
        says(&client.post("/rest-auth/registration/", body).await, 400, &refused);
        let body = json!({ "email": email });
        says(&client.post("/rest-auth/password/reset/", body).await, 400, &refused);
    }
    assert!(client.inbox().await.is_empty());
}

/// UNI-01, UNI-02.
#[tokio::test]
async fn a_name_that_looks_like_another_is_taken() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    for name in ["ZHANG", "zhаng", "ｚｈａｎｇ", "admin", "аdmin", "ADMIN"] {
        let mut body = person(name);
        body["email"] = json!("");
        let taken = json!({ "username": ["A user with that username already exists."] });
        says(&client.post("/rest-auth/registration/", body).await, 400, &taken);
    }
    for name in ["admin\u{200b}", "ad\u{ad}min", "admin\u{202e}", "zhang wang"] {
        let mut body = person("x");
        body["username"] = json!(name);
        let answer = client.post("/rest-auth/registration/", body).await;
        let said = answer.json["username"][0].as_str().unwrap();
        assert!(said.starts_with("Enter a valid username."), "{name}: {}", answer.text);
    }
    let mut body = person("Müller");
    body["email"] = json!("");
    assert_eq!(client.post("/rest-auth/registration/", body).await.status, 201);
    assert_eq!(log_in(&client, "MÜLLER", GOOD).await.status, 200);
}

/// IDOR-05, LEAK-01: one sees oneself, and no hash.
#[tokio::test]
async fn one_sees_oneself_alone_and_no_hash_of_anybody() {
    let server = house();
    let client = server.client();
    let [one, other] = [register(&client, "zhang").await, register(&client, "wang").await]
        .map(|answer| Device::with_key(&client, &key(&answer)));
    let contact = json!({ "company": "rinc", "tel": "1", "address": "x" });
    let made = one.post("/api/create_users_info/", contact).await;
    let uid = made.json[0]["user"]["id"].as_u64().unwrap();
    for path in ["/api/users_display/", &format!("/api/users_display/?id={uid}&user={uid}")] {
        says(&other.get(path).await, 404, &json!({ "detail": "Not found." }));
    }
    let body = json!({ "company": "x", "id": uid, "user": uid });
    let patched = other.ask(Method::PATCH, "/api/users_display/", Some(body)).await;
    says(&patched, 404, &json!({ "detail": "Not found." }));
    for text in [made.text, one.get("/api/users_display/").await.text] {
        assert!(!text.contains("argon2") && text.contains("\"password\":\"********\""), "{text}");
    }
}

/// IDOR-05: a request does what its method says.
#[tokio::test]
async fn a_header_makes_no_other_method_of_a_request() {
    let server = house();
    let client = server.client();
    let zhang = key(&register(&client, "zhang").await);
    let contact = json!({ "company": "rinc", "tel": "1", "address": "x" });
    Device::with_key(&client, &zhang).post("/api/create_users_info/", contact).await;
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let token = format!("Token {zhang}");
        let device = Device::with(&client, &[("authorization", &token), (name, "DELETE")]);
        for _ in 0..2 {
            let shown = device.get("/api/users_display/").await;
            assert_eq!((shown.status, &shown.json["company"]), (200, &json!("rinc")), "{name}");
        }
    }
}

/// MASS-05.
#[tokio::test]
async fn what_is_nested_in_a_contact_changes_nobody() {
    let server = house();
    let client = server.client();
    let device = Device::with_key(&client, &key(&register(&client, "zhang").await));
    let contact = json!({ "company": "rinc", "tel": "1", "address": "x" });
    device.post("/api/create_users_info/", contact).await;
    let (user, shown) = (
        device.get("/rest-auth/user/").await.json,
        device.get("/api/users_display/").await.json["user"].clone(),
    );
    let nested = json!({
        "is_superuser": true, "is_staff": true, "username": "root", "password": "x",
        "email": "victim@post.example", "id": 1,
    });
    let put = json!({ "user": nested, "company": "other", "tel": "2", "address": "y" });
    let changed = device.ask(Method::PUT, "/api/users_display/", Some(put)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let after = device.get("/api/users_display/").await.json;
    assert_eq!((&after["company"], &after["user"]), (&json!("other"), &shown));
    assert_eq!(device.get("/rest-auth/user/").await.json, user);
    assert_eq!(log_in(&client, "zhang", GOOD).await.status, 200);
}

/// PASS-01.
#[tokio::test]
async fn a_weak_password_is_refused_in_the_words_of_the_contract() {
    let server = house();
    let client = server.client();
    for (password, said) in [
        ("password", "This password is too common."),
        ("123456", "This password is too short. It must contain at least 8 characters."),
        ("82736455", "This password is entirely numeric."),
    ] {
        let mut body = person("zhang");
        body["password1"] = json!(password);
        body["password2"] = json!(password);
        let answer = client.post("/rest-auth/registration/", body).await;
        let told = answer.json["password1"].as_array().unwrap();
        assert!(told.contains(&json!(said)), "{}", answer.text);
    }
    // HASH-02: far too long, it is refused before it is hashed.
    let long = "Zq!".repeat(1000);
    let mut body = person("zhang");
    body["password1"] = json!(long);
    body["password2"] = json!(long);
    let too_long = json!({ "password1": ["Ensure this field has no more than 1024 characters."] });
    says(&client.post("/rest-auth/registration/", body).await, 400, &too_long);
    assert_eq!(log_in(&client, "zhang", &long).await.status, 400);
}

/// RACE-01.
#[tokio::test]
async fn of_two_who_want_a_name_at_once_through_two_contracts_one_gets_it() {
    let server = house();
    let client = server.client();
    for round in 0..5 {
        let name = format!("zhang{round}");
        let v1 = json!({ "username": name, "password": PASSWORD });
        let asked = (0..6).map(|n| {
            let (client, v1, body) = (client.clone(), v1.clone(), person(&name));
            async move {
                match n % 2 {
                    0 => client.post("/v1/accounts", v1).await,
                    _ => client.post("/rest-auth/registration/", body).await,
                }
            }
        });
        let answers = join_all(asked).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for (n, refused) in answers.iter().enumerate().filter(|(_, it)| it.status != 201) {
            match n % 2 {
                0 => assert_eq!(refused.status, 409),
                _ => assert_eq!(
                    refused.json["username"][0],
                    "A user with that username already exists."
                ),
            }
        }
    }
}

/// CSRF: another site's page neither uses the cookie nor plants one.
#[tokio::test]
async fn a_page_of_another_site_has_no_use_of_a_cookie() {
    let server = house();
    let client = server.client();
    let device = Device::with_cookies(&client, &register(&client, "zhang").await);
    for from in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let mut elsewhere = device.clone();
        elsewhere.headers.push((from.0, from.1.to_owned()));
        assert!(!elsewhere.is_signed_in().await);
        assert_eq!(elsewhere.get("/rest-auth/logout/").await.status, 200);
        assert!(device.is_signed_in().await, "and was not signed out");
        let stranger = Device::with(&client, &[from]);
        let body = json!({ "username": "zhang", "password": GOOD });
        let answer = stranger.post("/rest-auth/login/", body).await;
        assert_eq!(answer.status, 200, "a key is no cookie");
        assert!(answer.headers.get("set-cookie").is_none());
    }
}
