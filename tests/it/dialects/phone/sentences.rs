//! What the text says, sentence by sentence.

use reqwest::Method;
use serde_json::json;

use super::super::browser::Browser;
use super::super::talk::{code_after, codes_to};
use super::{
    OTHER_PHONE, PHONE, code, house, log_in, logs_out, register, register_phone, says, signs_in,
    signs_in_by_phone, wrong,
};
use crate::support::{PASSWORD, Person};

#[tokio::test]
async fn one_registers_with_an_account_name_and_a_password() {
    let server = house();
    let client = server.client();
    let body = json!({ "account": "zhang", "password": "123456", "name": "张三" });
    let made = client.post("/user/register", body.clone()).await;
    says(&made, 200, &json!({ "msg": "register successful" }));
    says(
        &client.post("/user/register", body).await,
        200,
        &json!({ "msg": "account had been used" }),
    );
    let upper = register(&client, "ZHANG").await;
    says(&upper, 200, &json!({ "msg": "account had been used" }));
    for unfit in [
        json!({ "account": "li", "password": "12345" }),
        json!({ "account": "li", "password": "x".repeat(129) }),
        json!({ "account": "li", "password": "123456", "role": "emperor" }),
        json!({ "account": "li", "password": "123456", "role": ["creator"] }),
        json!({ "account": "li", "password": { "$ne": 1 } }),
        json!({ "account": "li\u{200b}", "password": "123456" }),
        json!({ "account": "", "password": "123456" }),
        json!({ "account": "li" }),
    ] {
        let answer = client.post("/user/register", unfit.clone()).await;
        assert_eq!(answer.json, json!({ "msg": "register failure" }), "{unfit}");
        assert_eq!(answer.status, 200);
    }
    let admin = Person::becomes_admin(&server, "keeper").await;
    let found = admin.client.get("/v1/users/@zhang").await;
    assert_eq!(
        (&found.json["display_name"], &found.json["role"]),
        (&json!("张三"), &json!("normal_user"))
    );
}

#[tokio::test]
async fn a_login_says_who_one_is_and_sets_a_cookie() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let answer = log_in(&client, "zhang", PASSWORD).await;
    let uid = Person::signs_in(&client, "zhang").await.uid;
    says(&answer, 200, &json!({ "msg": "login successful", "user_id": uid }));
    let set = answer.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(word), "{set}");
    }
    let wrong = log_in(&client, "zhang", "654321").await;
    says(&wrong, 400, &json!({ "msg": "password error", "user_id": 0 }));
    let nobody = log_in(&client, "nobody", PASSWORD).await;
    says(&nobody, 404, &json!({ "msg": "no this user!", "user_id": 0 }));
}

#[tokio::test]
async fn a_new_login_ends_the_session_of_the_cookie_before() {
    let server = house();
    register(&server.client(), "zhang").await;
    let mut browser = Browser::at(&server);
    signs_in(&mut browser, "zhang").await;
    let mut planted = browser.clone();
    let uid = signs_in(&mut browser, "zhang").await;
    assert_ne!(browser.cookies, planted.cookies);
    assert_eq!(logs_out(&mut planted, uid).await.status, 403);
    assert_eq!(logs_out(&mut browser, uid).await.status, 200);
}

#[tokio::test]
async fn a_phone_registers_by_a_code_and_signs_nobody_in() {
    let server = house();
    let client = server.client();
    let sent = client.get(&format!("//user/registerPhone/{PHONE}/")).await;
    says(&sent, 200, &json!({ "msg": "注意接收短信" }));
    let right = code_after(&client, 0, &format!("+86{PHONE}")).await;
    let place = format!("/user/registerPhone/{PHONE}");
    let body = |code: &str| json!({ "phone_number": PHONE, "identifying_code": code });
    let failure = json!({ "msg": "register failure" });
    says(&client.post(&place, body(&wrong(&right))).await, 403, &failure);
    let made = client.post(&place, body(&right)).await;
    says(&made, 200, &json!({ "msg": "register successful" }));
    assert_eq!(made.header("set-cookie"), "");
    says(&client.post(&place, body(&right)).await, 403, &failure);

    // Whoever asks again is told the same, and no message goes out.
    let messages = client.inbox().await.len();
    let again = client.get(&place).await;
    says(&again, 200, &json!({ "msg": "注意接收短信" }));
    code(&client, "registerPhone", OTHER_PHONE).await;
    assert_eq!(client.inbox().await.len(), messages + 1);
}

#[tokio::test]
async fn a_phone_logs_in_by_a_code() {
    let server = house();
    let client = server.client();
    let place = format!("/user/loginPhone/{PHONE}");
    says(&client.get(&place).await, 404, &json!({ "msg": "no this user" }));
    says(&client.get("/user/loginPhone/abc").await, 404, &json!({ "msg": "no this user" }));
    register_phone(&client, PHONE).await;

    let body = |code: &str| json!({ "phone_number": PHONE, "identifying_code": code });
    let expired = json!({ "msg": "验证码已经过期，请重新申请" });
    says(&client.post(&place, body("123456")).await, 404, &expired);
    let before = codes_to(&client, &format!("+86{PHONE}")).await;
    says(&client.get(&place).await, 200, &json!({ "msg": "注意接收短信" }));
    let right = code_after(&client, before, &format!("+86{PHONE}")).await;
    let mistaken = json!({ "msg": "验证码错误，请重新输入" });
    says(&client.post(&place, body(&wrong(&right))).await, 400, &mistaken);
    let mut browser = Browser::at(&server);
    let login = browser.send(client.request(Method::POST, &place).json(&body(&right))).await;
    let uid = login.json["user_id"].clone();
    says(&login, 200, &json!({ "msg": "login successful", "user_id": uid }));
    assert!(uid.as_u64().unwrap() > 0);
    says(&client.post(&place, body(&right)).await, 404, &expired);

    // ENUM-08: only the session's own owner is told.
    let told = browser.get(&place).await;
    says(&told, 403, &json!({ "msg": "已经登陆了", "user_id": uid }));
    assert_eq!(client.get(&place).await.status, 200);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_code() {
    let server = house();
    let client = server.client();
    register_phone(&client, PHONE).await;
    let (mut before, mut after) = (Browser::at(&server), Browser::at(&server));
    let uid = signs_in_by_phone(&mut before, PHONE).await;
    let place = format!("/user/forgetPassword/{PHONE}");
    let body = |code: &str, new: &str| json!({ "phone_number": PHONE, "account": PHONE, "identifying": code, "new_password": new });
    let expired = json!({ "msg": "验证码已经过期" });
    says(&client.post(&place, body("123456", PASSWORD)).await, 400, &expired);
    let codes = codes_to(&client, &format!("+86{PHONE}")).await;
    says(&client.get(&place).await, 200, &json!({ "msg": "注意接收验证码" }));
    let right = code_after(&client, codes, &format!("+86{PHONE}")).await;
    let mistaken = json!({ "msg": "验证码错误" });
    says(&client.post(&place, body(&wrong(&right), PASSWORD)).await, 401, &mistaken);
    let short = client.post(&place, body(&right, "12345")).await;
    says(&short, 400, &json!({ "msg": "密码长度应为6到128个字符" }));
    let request = client.request(Method::POST, &place).json(&body(&right, PASSWORD));
    let reset = after.send(request).await;
    says(&reset, 200, &json!({ "msg": "login successful", "user_id": uid }));
    assert_eq!(logs_out(&mut before, uid).await.status, 403);
    assert_eq!(logs_out(&mut after, uid).await.status, 200);
    assert_eq!(log_in(&client, PHONE, PASSWORD).await.json["user_id"], uid);
    says(&client.post(&place, body(&right, PASSWORD)).await, 400, &expired);
}
