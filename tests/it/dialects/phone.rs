//! `phone` (S2): every sentence, status and case of its text, and what strangers will try.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::talk::{code_after, codes_to};
use crate::support::{Answer, Client, House, PASSWORD, Person, Server, WallClock};

const PHONE: &str = "13800138000";
const OTHER_PHONE: &str = "13900139000";

fn house() -> Server {
    House::easygoing().open()
}

/// The answer is this status and this body, to the letter.
#[track_caller]
fn says(answer: &Answer, status: u16, body: &Value) {
    assert_eq!((answer.status, &answer.json), (status, body), "{}", answer.text);
}

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    set.split(';').next().unwrap().to_owned()
}

async fn post_as(client: &Client, cookie: &str, path: &str, body: Value) -> Answer {
    client.send(client.request(Method::POST, path).header("cookie", cookie).json(&body)).await
}

async fn get_as(client: &Client, cookie: &str, path: &str) -> Answer {
    client.send(client.request(Method::GET, path).header("cookie", cookie)).await
}

/// Visits the place that sends a code, and reads the message.
async fn code(client: &Client, place: &str, phone: &str) -> String {
    let to = format!("+86{phone}");
    let is_it = |letter: &Value| letter["to"] == to && !letter["code"].is_null();
    let before = client.inbox().await.into_iter().filter(is_it).count();
    let answer = client.get(&format!("/user/{place}/{phone}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let letter = client.letter(before, is_it).await;
    letter["code"].as_str().unwrap().to_owned()
}

fn wrong(code: &str) -> String {
    let right: u32 = code.parse().unwrap();
    format!("{:06}", (right + 1) % 1_000_000)
}

async fn register(client: &Client, account: &str) -> Answer {
    client.post("/user/register", json!({ "account": account, "password": PASSWORD })).await
}

async fn register_phone(client: &Client, phone: &str) {
    let code = code(client, "registerPhone", phone).await;
    let body = json!({ "phone_number": phone, "identifying_code": code });
    let answer = client.post(&format!("/user/registerPhone/{phone}"), body).await;
    says(&answer, 200, &json!({ "msg": "register successful" }));
}

async fn log_in(client: &Client, account: &str, password: &str) -> Answer {
    client.post("/user/login", json!({ "account": account, "password": password })).await
}

/// Signed in by a code, with the cookie that it gave.
async fn log_in_by_phone(client: &Client, phone: &str) -> (u64, String) {
    let code = code(client, "loginPhone", phone).await;
    let body = json!({ "phone_number": phone, "identifying_code": code });
    let answer = client.post(&format!("/user/loginPhone/{phone}"), body).await;
    assert_eq!(answer.json["msg"], "login successful", "{}", answer.text);
    (answer.json["user_id"].as_u64().unwrap(), cookie(&answer))
}

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

/// ROLE-01.
#[tokio::test]
async fn a_stranger_takes_an_open_role_and_only_an_admin_gives_another() {
    let server = house();
    let client = server.client();
    for role in ["vip_user", "creator"] {
        let body = json!({ "account": role, "password": PASSWORD, "role": role });
        assert_eq!(client.post("/user/register", body).await.json["msg"], "register successful");
        let shown = Person::signs_in(&client, role).await.client.get("/v1/me").await;
        assert_eq!(shown.json["role"], role);
    }
    let boss = json!({ "account": "boss", "password": PASSWORD, "role": "admin" });
    let failure = json!({ "msg": "register failure" });
    says(&client.post("/user/register", boss.clone()).await, 200, &failure);
    let bob = Person::signs_in(&client, "creator").await;
    says(&bob.client.post("/user/register", boss.clone()).await, 200, &failure);
    let admin = Person::becomes_admin(&server, "keeper").await;
    says(
        &admin.client.post("/user/register", boss).await,
        200,
        &json!({ "msg": "register successful" }),
    );
    assert_eq!(Person::signs_in(&client, "boss").await.me().await["role"], "admin");
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

/// SESS-05.
#[tokio::test]
async fn one_logs_out_oneself_and_nobody_else() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    register(&client, "mallory").await;
    let login = log_in(&client, "zhang", PASSWORD).await;
    let (uid, his) = (login.json["user_id"].clone(), cookie(&login));
    let mallorys = cookie(&log_in(&client, "mallory", PASSWORD).await);

    let failure = json!({ "msg": "logout failure" });
    let body = json!({ "user_id": uid });
    says(&client.post("/user/logout", body.clone()).await, 403, &failure);
    says(&post_as(&client, &mallorys, "/user/logout", body.clone()).await, 403, &failure);
    let done = post_as(&client, &his, "/user/logout", body.clone()).await;
    says(&done, 200, &json!({ "msg": "logout successful" }));
    assert!(done.header("set-cookie").contains("Max-Age=0"));
    says(&post_as(&client, &his, "/user/logout", body).await, 403, &failure);
}

#[tokio::test]
async fn a_new_login_ends_the_session_of_the_cookie_before() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let credentials = json!({ "account": "zhang", "password": PASSWORD });
    let planted = cookie(&log_in(&client, "zhang", PASSWORD).await);
    let login = post_as(&client, &planted, "/user/login", credentials).await;
    let own = cookie(&login);
    assert_ne!(own, planted);
    let body = json!({ "user_id": login.json["user_id"] });
    assert_eq!(post_as(&client, &planted, "/user/logout", body.clone()).await.status, 403);
    assert_eq!(post_as(&client, &own, "/user/logout", body).await.status, 200);
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
    let login = client.post(&place, body(&right)).await;
    let uid = login.json["user_id"].clone();
    says(&login, 200, &json!({ "msg": "login successful", "user_id": uid }));
    assert!(uid.as_u64().unwrap() > 0);
    says(&client.post(&place, body(&right)).await, 404, &expired);

    // ENUM-08: only the session's own owner is told.
    let told = get_as(&client, &cookie(&login), &place).await;
    says(&told, 403, &json!({ "msg": "已经登陆了", "user_id": uid }));
    assert_eq!(client.get(&place).await.status, 200);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_code() {
    let server = house();
    let client = server.client();
    register_phone(&client, PHONE).await;
    let (uid, before) = log_in_by_phone(&client, PHONE).await;
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
    let reset = client.post(&place, body(&right, PASSWORD)).await;
    says(&reset, 200, &json!({ "msg": "login successful", "user_id": uid }));
    let logout = json!({ "user_id": uid });
    assert_eq!(post_as(&client, &before, "/user/logout", logout.clone()).await.status, 403);
    assert_eq!(post_as(&client, &cookie(&reset), "/user/logout", logout).await.status, 200);
    assert_eq!(log_in(&client, PHONE, PASSWORD).await.json["user_id"], uid);
    says(&client.post(&place, body(&right, PASSWORD)).await, 400, &expired);
}

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
        }
    }
    code(&client, "registerPhone", PHONE).await;
    assert_eq!(client.inbox().await.len(), messages + 1);
}

/// CSRF: what a page of another site asks for changes nothing.
#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let login = log_in(&client, "zhang", PASSWORD).await;
    let places = [
        "register",
        "login",
        "logout",
        "registerPhone/13800138000",
        "loginPhone/13800138000",
        "forgetPassword/13800138000",
    ];
    for place in places {
        let body =
            json!({ "account": "zhang", "password": PASSWORD, "user_id": login.json["user_id"] });
        let request = client.request(Method::POST, &format!("/user/{place}")).json(&body);
        let request =
            request.header("cookie", cookie(&login)).header("origin", "https://evil.example");
        let answer = client.send(request).await;
        assert_eq!(answer.status, 403, "{place}: {}", answer.text);
        assert_eq!(answer.header("set-cookie"), "");
    }
    let body = json!({ "user_id": login.json["user_id"] });
    assert_eq!(post_as(&client, &cookie(&login), "/user/logout", body).await.status, 200);
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

#[tokio::test]
async fn too_many_tries_are_told_in_the_contracts_own_shape() {
    let server = House::easygoing().with("limits.scale", 1).open();
    let client = server.client();
    let mut last = log_in(&client, "nobody", PASSWORD).await;
    for _ in 0..40 {
        last = log_in(&client, "nobody", PASSWORD).await;
    }
    assert_eq!(last.status, 429);
    assert_eq!(last.json["msg"], "操作过于频繁，请稍后再试");
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
}

/// Whatever comes, the answer is this contract's: JSON with a `msg`.
#[tokio::test]
async fn what_makes_no_sense_is_answered_in_the_contracts_own_shape() {
    let server = house();
    let client = server.client();
    // At the shared paths what cannot be read may be meant for any contract.
    let places = ["registerPhone", "loginPhone", "forgetPassword"]
        .map(|place| format!("/user/{place}/{PHONE}"));
    let bodies: [(&str, Vec<u8>); 7] = [
        ("application/json", b"{\"account\":".to_vec()),
        ("application/json", b"[\"account\"]".to_vec()),
        ("application/json", b"{\"account\":\"a\",\"account\":\"b\",\"user_id\":1}".to_vec()),
        ("application/x-www-form-urlencoded", b"account=%ff%fe&user_id=%zz".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data".to_vec()),
        ("text/plain", b"account=a".to_vec()),
        ("application/json", vec![b'['; 1024 * 1024]),
    ];
    for place in &places {
        for (kind, body) in &bodies {
            let request = client.request(Method::POST, place).header("content-type", *kind);
            let answer = client.send(request.body(body.clone())).await;
            assert!((400..500).contains(&answer.status), "{place} {kind}: {}", answer.text);
            assert!(answer.json["msg"].is_string(), "{place} {kind}: {}", answer.text);
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = client.send(client.request(method, place)).await;
            assert_eq!(answer.status, 405, "{place}");
            assert_ne!(answer.header("allow"), "");
        }
    }
}
