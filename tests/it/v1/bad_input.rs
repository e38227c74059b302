//! What no client would send (DOS-06, INJ-04, LEAK-02, UNI-04).

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::support::{Answer, House, PASSWORD, Person};

/// Nothing in it tells what the server is made of.
fn tells_nothing(answer: &Answer) {
    assert!(answer.headers.get("server").is_none());
    for word in [".rs", "src/", "serde", "sled", "warp", "hyper", "panicked", "Rust", "/data"] {
        assert!(!answer.text.contains(word), "{word}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused_in_words() {
    let server = House::easygoing().open();
    let client = server.client();
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let deep_field = format!("{{\"login\":{deep}}}");
    let many: String = (0..4_000).map(|number| format!("\"k{number}\":1,")).collect();
    let many = format!("{{{many}\"login\":\"a\",\"login\":\"b\"}}");
    let malformed: [&[u8]; 16] = [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"\"text\"",
        b"null",
        b"{} {}",
        b"{\"login\":1e400}",
        b"{\"login\":\"a\",\"login\":\"b\"}",
        b"{\"login\":\"\\ud800\"}",
        b"{\"login\":\"a\\u0000b\"}",
        b"{\"login\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{}",
        b"{\"login\":\"\xc0\x80\"}",
        deep_field.as_bytes(),
        many.as_bytes(),
    ];
    for body in malformed {
        for path in ["/v1/sessions", "/v1/accounts", "/v1/codes", "/v1/password-resets"] {
            let request = client.request(Method::POST, path).body(body.to_vec());
            let answer = client.send(request.header(CONTENT_TYPE, "application/json")).await;
            let text = String::from_utf8_lossy(&body[..body.len().min(60)]);
            assert_eq!((answer.status, answer.code()), (400, "malformed_json"), "{path} {text}");
            tells_nothing(&answer);
        }
    }
}

/// INJ-04: a text is a text.
#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    for other in [json!({ "$gt": "" }), json!(["alice"]), json!(true), json!(1), json!(1.5)] {
        let login = json!({ "login": other, "password": PASSWORD });
        let account = json!({ "username": other, "password": PASSWORD });
        let password = json!({ "login": "alice", "password": other });
        for (path, body, field) in [
            ("/v1/sessions", login, "login"),
            ("/v1/accounts", account, "username"),
            ("/v1/sessions", password, "password"),
        ] {
            let answer = client.post(path, body).await;
            assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{}", answer.text);
            let error = &answer.json["errors"][0];
            assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!("wrong_type")));
            tells_nothing(&answer);
        }
        let answer = alice.client.patch("/v1/me", json!({ "intro": other })).await;
        assert_eq!(answer.json["errors"][0]["field"], "intro", "{}", answer.text);
    }
    let unknown = json!({ "purpose": "world domination", "to": "a@example.com" });
    let answer = client.post("/v1/codes", unknown).await;
    assert_eq!(answer.json["errors"][0]["field"], "purpose", "{}", answer.text);
    tells_nothing(&answer);
    let missing = client.post("/v1/sessions", json!({ "password": PASSWORD })).await;
    assert_eq!(
        missing.json["errors"][0],
        json!({ "field": "login", "code": "required", "message": "is missing" })
    );
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let server = House::easygoing().open();
    let body = json!({ "username": "a b", "email": "nobody", "phone": "12", "password": "" });
    let answer = server.client().post("/v1/accounts", body).await;
    let fields: Vec<_> = answer.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].clone())
        .collect();
    assert_eq!(fields, ["username", "email", "phone", "password"]);
}

#[tokio::test]
async fn a_body_of_another_type_is_not_read() {
    let server = House::easygoing().open();
    let client = server.client();
    let body = json!({ "login": "alice", "password": PASSWORD }).to_string();
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json5",
    ] {
        let request = client.request(Method::POST, "/v1/sessions").body(body.clone());
        let answer = client.send(request.header(CONTENT_TYPE, media)).await;
        assert_eq!((answer.status, answer.code()), (415, "unsupported_media_type"), "{media}");
    }
    let request =
        client.request(Method::POST, "/v1/sessions").body(body).header("content-encoding", "gzip");
    let answer = client.send(request.header(CONTENT_TYPE, "application/json")).await;
    assert_eq!((answer.status, answer.code()), (415, "unsupported_media_type"));
}

/// UNI-04, LEAK-02: paths and queries.
#[tokio::test]
async fn a_path_that_makes_no_sense_leads_nowhere() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let long = "a".repeat(9_000);
    for path in [
        "/v1/users/%00",
        "/v1/users/%ff%fe",
        "/v1/users/%zz",
        "/v1/users/@%e2%80%ae",
        "/v1/users/@alice%2f..%2fme",
        "/v1/users/..%2fme",
        "/v1/sessions/%c0%80",
        "/v1/nothing",
        "/v1/users/",
        "/v1//me",
        "/v1/users?q=%ff",
        "/v1/users?q=%00",
        &format!("/v1/users/{long}"),
    ] {
        let answer = alice.client.get(path).await;
        assert!(matches!(answer.status, 400 | 404 | 405 | 414), "{path}: {}", answer.text);
        assert!(!answer.code().is_empty());
        tells_nothing(&answer);
    }
    let answer = alice.client.put("/v1/sessions", Value::Null).await;
    assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), "POST, GET, DELETE, HEAD, OPTIONS");
}

/// INJ-05: a name that looks like a part of another finds only itself.
#[tokio::test]
async fn no_name_finds_another() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "ab").await;
    for name in ["a", "abc", "ab.", "ab-c"] {
        Person::registers(&client, name).await;
        assert_eq!(alice.client.get(&format!("/v1/users/@{name}")).await.json["username"], name);
    }
    for nobody in ["@b", "@ab%20", "@ab_", "@a%00b", "@ab%01"] {
        let status = alice.client.get(&format!("/v1/users/{nobody}")).await.status;
        assert!(matches!(status, 200 | 400 | 404), "{nobody}: {status}");
        if status == 200 {
            let found = alice.client.get(&format!("/v1/users/{nobody}")).await;
            assert_eq!(found.json["username"], "ab", "{nobody}");
        }
    }
}
