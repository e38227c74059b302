//! Captchas (CAP-01, CAP-05, CAP-07, CAP-08).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Client, House, PASSWORD};

fn demanding() -> House {
    House::easygoing().with("accounts.captcha_required", true).with("debug.captcha_answer", true)
}

/// A captcha and what stands in its picture.
async fn drawn(client: &Client) -> (String, String) {
    let answer = client.post("/v1/captchas", Value::Null).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.json["id"].as_str().unwrap().to_owned();
    (id, answer.header("x-captcha-answer").to_owned())
}

fn registration(username: &str, captcha: &Value) -> Value {
    json!({ "username": username, "password": PASSWORD, "captcha": captcha })
}

#[tokio::test]
async fn a_captcha_is_a_picture_that_tells_nothing_else() {
    let server = House::default().open();
    let answer = server.client().post("/v1/captchas", Value::Null).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert!(answer.json["expires_in"].as_u64().unwrap() > 0);
    let image = answer.json["image"].as_str().unwrap();
    let png = STANDARD.decode(image.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
    assert!(image::load_from_memory(&png).unwrap().width() > 50);
    for telling in [&b"tEXt"[..], b"zTXt", b"iTXt"] {
        assert!(!png.windows(4).any(|chunk| chunk == telling), "a text in the picture");
    }
    assert!(answer.headers.get("x-captcha-answer").is_none());
    assert!(answer.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn a_registration_brings_the_captcha_that_the_deployment_demands() {
    let server = demanding().open();
    let client = server.client();
    let registers = async |name: &str, captcha: Value| {
        client.post("/v1/accounts", registration(name, &captcha)).await
    };

    for nothing in [Value::Null, json!({ "id": drawn(&client).await.0, "text": "" })] {
        let answer = registers("anna", nothing).await;
        assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{}", answer.text);
        assert_eq!(answer.json["errors"][0]["field"], "captcha");
    }
    let answer = registers("anna", json!({ "id": drawn(&client).await.0, "text": ["x"] })).await;
    assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{}", answer.text);

    let (id, text) = drawn(&client).await;
    assert_eq!(registers("anna", json!({ "id": id, "text": "?" })).await.code(), "wrong_captcha");
    let late = registers("anna", json!({ "id": id, "text": text })).await;
    assert_eq!((late.status, late.code()), (403, "wrong_captcha"), "used up by a wrong answer");

    let (id, text) = drawn(&client).await;
    let right = json!({ "id": id, "text": text.to_lowercase() });
    assert_eq!(registers("anna", right.clone()).await.status, 201);
    assert_eq!(registers("bert", right).await.code(), "wrong_captcha", "used up by a right one");
}

#[tokio::test]
async fn of_many_who_show_one_captcha_one_gets_past() {
    let server = demanding().open();
    let client = server.client();
    let (id, text) = drawn(&client).await;
    let tries = (0..20).map(|number| {
        let body = registration(&format!("guest{number}"), &json!({ "id": id, "text": text }));
        client.post("/v1/accounts", body)
    });
    let past = join_all(tries).await;
    assert_eq!(past.iter().filter(|answer| answer.status == 201).count(), 1);
}

#[tokio::test]
async fn one_address_is_drawn_so_many_a_minute() {
    let server = House::default().with("limits.captchas", "3/min").open();
    let client = server.client();
    for _ in 0..3 {
        assert_eq!(client.post("/v1/captchas", Value::Null).await.status, 201);
    }
    let answer = client.post("/v1/captchas", Value::Null).await;
    assert_eq!((answer.status, answer.code()), (429, "rate_limited"));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
}
