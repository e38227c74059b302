//! What a code is good for, and how long.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{OTHER_PHONE, PHONE, code, house, log_in, register, register_phone, says, wrong};
use crate::support::{House, PASSWORD, WallClock};

/// OTP-07: a code to one's own phone opens nobody else's account.
#[tokio::test]
async fn the_account_must_own_the_phone_that_the_code_went_to() {
    let server = house();
    let client = server.client();
    register(&client, "victim").await;
    register_phone(&client, PHONE).await;
    let right = code(&client, "forgetPassword", PHONE).await;
    let place = format!("/user/forgetPassword/{PHONE}");
    let body = |account: &str| {
        let new = "mine from now on";
        json!({ "phone_number": PHONE, "account": account, "identifying": right, "new_password": new })
    };
    let nobody = json!({ "msg": "用户不存在" });
    for account in ["victim", "nobody", OTHER_PHONE] {
        says(&client.post(&place, body(account)).await, 404, &nobody);
    }
    assert_eq!(log_in(&client, "victim", PASSWORD).await.status, 200);
}

/// OTP-06.
#[tokio::test]
async fn path_and_body_name_the_same_phone() {
    let server = house();
    let client = server.client();
    register_phone(&client, OTHER_PHONE).await;
    for (place, purpose) in [
        ("registerPhone", "identifying_code"),
        ("loginPhone", "identifying_code"),
        ("forgetPassword", "identifying"),
    ] {
        let phone = if place == "registerPhone" { PHONE } else { OTHER_PHONE };
        let right = code(&client, place, phone).await;
        let elsewhere = if phone == PHONE { OTHER_PHONE } else { PHONE };
        let body = json!({ "phone_number": elsewhere, purpose: right, "account": phone, "new_password": PASSWORD });
        let answer = client.post(&format!("/user/{place}/{phone}"), body).await;
        assert!([400, 403].contains(&answer.status), "{place}: {}", answer.text);
        // Written in another way it is the same number.
        let body = json!({ "phone_number": format!("+86 {phone}"), purpose: right, "account": phone, "new_password": PASSWORD });
        let answer = client.post(&format!("/user/{place}/{phone}"), body).await;
        assert_eq!(answer.status, 200, "{place}: {}", answer.text);
    }
}

/// OTP-01, OTP-02, OTP-03.
#[tokio::test]
async fn a_code_dies_by_its_use_and_by_five_wrong_tries() {
    let server = house();
    let client = server.client();
    register_phone(&client, PHONE).await;
    let place = format!("/user/loginPhone/{PHONE}");
    let body = |code: &str| json!({ "phone_number": PHONE, "identifying_code": code });
    let right = code(&client, "loginPhone", PHONE).await;
    let tries = join_all((0..100).map(|_| client.post(&place, body(&wrong(&right))))).await;
    assert_eq!(tries.iter().filter(|answer| answer.status == 400).count(), 5);
    assert_eq!(tries.iter().filter(|answer| answer.status == 404).count(), 95);
    assert_eq!(client.post(&place, body(&right)).await.status, 404);
    let right = code(&client, "loginPhone", PHONE).await;
    let uses = join_all((0..20).map(|_| client.post(&place, body(&right)))).await;
    assert_eq!(uses.iter().filter(|answer| answer.status == 200).count(), 1);
}

/// OTP-08: ten minutes, and not a second more.
#[tokio::test]
async fn a_code_lives_for_ten_minutes() {
    let clock = WallClock::right();
    let server = clock.opens(House::easygoing());
    let client = server.client();
    register_phone(&client, PHONE).await;
    let place = format!("/user/loginPhone/{PHONE}");
    let early = code(&client, "loginPhone", PHONE).await;
    clock.is_off_by("+540");
    let body = json!({ "phone_number": PHONE, "identifying_code": early });
    assert_eq!(client.post(&place, body).await.status, 200);
    let late = code(&client, "loginPhone", PHONE).await;
    clock.is_off_by("+1141");
    let body = json!({ "phone_number": PHONE, "identifying_code": late });
    says(&client.post(&place, body).await, 404, &json!({ "msg": "验证码已经过期，请重新申请" }));
}

/// OTP-12.
#[tokio::test]
async fn a_visit_that_nobody_made_sends_nothing() {
    let server = house();
    let client = server.client();
    register_phone(&client, OTHER_PHONE).await;
    let messages = client.inbox().await.len();
    let visits = [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    for (name, value) in visits {
        for place in
            ["registerPhone/13800138000", "loginPhone/13900139000", "forgetPassword/13900139000"]
        {
            let request = client.request(Method::GET, &format!("/user/{place}"));
            let answer = client.send(request.header(name, value)).await;
            assert_eq!(answer.status, 403, "{name} {place}: {}", answer.text);
            let check = client.request(Method::HEAD, &format!("/user/{place}"));
            assert_eq!(client.send(check).await.status, 403, "HEAD {place}");
        }
    }
    code(&client, "registerPhone", PHONE).await;
    assert_eq!(client.inbox().await.len(), messages + 1);
}
