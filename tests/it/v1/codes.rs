//! Codes: what proves an address, and what does not (OTP-01 to OTP-05, OTP-10, OTP-11, OTP-14).

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, Client, House, PASSWORD, Person};

const EMAIL: &str = "alice@example.com";

async fn reset(client: &Client, login: &str, code: impl Into<Value>) -> Answer {
    let new = "green needles before rain";
    let body = json!({ "login": login, "code": code.into(), "new_password": new });
    client.post("/v1/password-resets", body).await
}

/// Another code of six digits.
fn wrong(code: &str, number: u32) -> String {
    let right: u32 = code.parse().unwrap();
    format!("{:06}", (right + 1 + number) % 1_000_000)
}

#[tokio::test]
async fn a_code_is_dead_after_five_wrong_tries() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers_with_email(&client, EMAIL).await;
    let code = client.code("reset", EMAIL).await;
    for number in 0..4 {
        assert_eq!(reset(&client, EMAIL, wrong(&code, number)).await.code(), "wrong_code");
    }
    let code = client.code("reset", EMAIL).await;
    for number in 0..5 {
        assert_eq!(reset(&client, EMAIL, wrong(&code, number)).await.code(), "wrong_code");
    }
    assert_eq!(reset(&client, EMAIL, code).await.code(), "wrong_code");
    Person::signs_in(&client, EMAIL).await;
}

/// OTP-02: a hundred at once are not all compared before the first has failed.
#[tokio::test]
async fn of_a_hundred_tries_at_once_five_count() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers_with_email(&client, EMAIL).await;
    let code = client.code("login", EMAIL).await;
    let login = |code: String| client.post("/v1/sessions", json!({ "login": EMAIL, "code": code }));
    let tries = join_all((0..100).map(|number| login(wrong(&code, number)))).await;
    assert!(tries.iter().all(|answer| answer.status == 403));
    assert_eq!(login(code).await.code(), "wrong_code");
}

#[tokio::test]
async fn a_code_is_good_once() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers_with_email(&client, EMAIL).await;
    let code = client.code("reset", EMAIL).await;
    let answers = join_all((0..20).map(|_| reset(&client, EMAIL, code.as_str()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    assert_eq!(reset(&client, EMAIL, code).await.code(), "wrong_code");
}

/// OTP-04, OTP-05.
#[tokio::test]
async fn a_code_is_for_one_purpose_and_one_address() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, EMAIL).await;
    Person::registers_with_email(&client, "bob@example.com").await;

    let for_login = client.code("login", EMAIL).await;
    assert_eq!(reset(&client, EMAIL, for_login.as_str()).await.code(), "wrong_code");
    let for_reset = client.code("reset", EMAIL).await;
    assert_eq!(reset(&client, "bob@example.com", for_reset.as_str()).await.code(), "wrong_code");
    let new = client.code("register", "new@example.com").await;
    let body = json!({ "email": "other@example.com", "code": new, "password": PASSWORD });
    assert_eq!(client.post("/v1/accounts", body).await.code(), "wrong_code");
    let verify = client.code("verify", "new@example.com").await;
    let body = json!({ "email": "other@example.com", "code": verify });
    assert_eq!(alice.client.patch("/v1/me", body).await.code(), "wrong_code");

    assert_eq!(reset(&client, EMAIL, for_reset).await.status, 204);
}

/// OTP-14: only the very characters that were sent.
#[tokio::test]
async fn a_code_is_compared_as_it_is() {
    let server = House::easygoing().with("codes.tries", 20).open();
    let client = server.client();
    Person::registers_with_email(&client, EMAIL).await;
    let code = client.code("reset", EMAIL).await;
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let wide: String =
        code.bytes().map(|digit| char::from_u32(0xfee0 + u32::from(digit)).unwrap()).collect();
    let (first, last) = (&code[..5], wrong(&code, 0));
    let near = format!("{first}{}", &last[5..]);
    for other in [wide, format!(" {code} "), format!("{code}0"), format!("+{code}"), near] {
        let answer = reset(&client, EMAIL, other.as_str()).await;
        assert!(matches!(answer.status, 400 | 403), "{other}: {}", answer.text);
    }
    let number: u64 = code.parse().unwrap();
    for other in [json!(number), json!([code]), json!(true), json!({ "$ne": "1" }), Value::Null] {
        assert_eq!(reset(&client, EMAIL, other.clone()).await.code(), "invalid_fields", "{other}");
    }
    assert_eq!(reset(&client, EMAIL, code).await.status, 204);
}

/// OTP-10.
#[tokio::test]
async fn one_address_is_sent_one_code_a_minute() {
    let server = House::default().open();
    let client = server.client();
    let ask = json!({ "purpose": "register", "to": EMAIL });
    let first = client.post("/v1/codes", ask.clone()).await;
    assert_eq!((first.status, &first.json["again_after"]), (202, &json!(60)));
    let second = client.post("/v1/codes", ask).await;
    assert_eq!((second.status, second.code()), (429, "rate_limited"));
    let wait: u64 = second.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

/// OTP-11: strangers decide neither where text messages go nor how many are paid for.
#[tokio::test]
async fn text_messages_go_to_few_countries_and_so_many_a_day() {
    let server = House::easygoing().with("codes.texts_per_day", 3).open();
    let client = server.client();
    let ask = async |phone: &str| {
        client.post("/v1/codes", json!({ "purpose": "register", "to": phone })).await
    };
    for elsewhere in ["+12025550123", "+447911123456", "+882161234567"] {
        assert_eq!(ask(elsewhere).await.code(), "invalid_fields", "{elsewhere}");
    }
    for number in 0..3 {
        assert_eq!(ask(&format!("1380013800{number}")).await.status, 202);
    }
    assert_eq!(ask("13800138009").await.code(), "rate_limited");
    client.letter(2, |letter| letter["channel"] == "sms").await;
    assert_eq!(client.inbox().await.len(), 3);
    let body = json!({ "purpose": "register", "to": EMAIL });
    assert_eq!(client.post("/v1/codes", body).await.status, 202, "mail has a budget of its own");
}

#[tokio::test]
async fn a_phone_number_registers_signs_in_and_recovers() {
    let server = House::easygoing().open();
    let client = server.client();
    let phone = "+8613800138000";
    let code = client.code("register", phone).await;
    let body = json!({ "phone": "138 0013 8000", "code": code, "password": PASSWORD });
    let owner = Person::of(&client, &client.post("/v1/accounts", body).await);
    assert_eq!(owner.me().await["phone"]["address"], phone);
    assert_eq!(Person::signs_in(&client, "13800138000").await.uid, owner.uid);
    let code = client.code("login", phone).await;
    let by_code = client.post("/v1/sessions", json!({ "login": phone, "code": code })).await;
    assert_eq!(Person::of(&client, &by_code).uid, owner.uid);
    let code = client.code("reset", phone).await;
    assert_eq!(reset(&client, "13800138000", code).await.status, 204);
}

/// OTP-13: of forty codes none has lost a zero in front (one of ten begins with one).
#[tokio::test]
async fn a_code_has_all_its_digits() {
    let server = House::easygoing().open();
    let client = server.client();
    for number in 0..40 {
        let body = json!({ "purpose": "register", "to": format!("guest{number}@example.com") });
        assert_eq!(client.post("/v1/codes", body).await.status, 202);
    }
    client.letter(39, |letter| letter["purpose"] == "register").await;
    let letters = client.inbox().await;
    let codes: Vec<_> = letters.iter().map(|letter| letter["code"].as_str().unwrap()).collect();
    let is_whole =
        |code: &&str| code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit());
    assert!(codes.iter().all(is_whole), "{codes:?}");
    for letter in letters.iter().filter(|l| l["code"].as_str().unwrap().starts_with('0')) {
        let body = json!({ "email": letter["to"], "code": letter["code"], "password": PASSWORD });
        assert_eq!(client.post("/v1/accounts", body).await.status, 201, "{letter}");
    }
}

/// INJ-03: what a request calls us is not what a letter calls us.
#[tokio::test]
async fn a_letter_names_the_configured_house_whatever_the_request_names() {
    let server = House::easygoing().with("server.public_url", "https://tea.example.org").open();
    let client = server.client();
    let ask = json!({ "purpose": "register", "to": EMAIL });
    let request = client.request(reqwest::Method::POST, "/v1/codes").json(&ask);
    let request = request.header("host", "evil.example").header("forwarded", "host=evil.example");
    let answer = client.send(request.header("x-forwarded-host", "evil.example")).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    let letter = client.letter(0, |letter| letter["to"] == EMAIL).await.to_string();
    assert!(letter.contains("https://tea.example.org") && !letter.contains("evil.example"));
}
