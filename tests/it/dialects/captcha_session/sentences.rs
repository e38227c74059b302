//! The sentences, fields and statuses of the text.

use reqwest::Method;
use serde_json::json;

use super::super::browser::Browser;
use super::super::talk::WAYS;
use super::{PASSWORD, house, is_signed_in, logs_in, posts, reads_captcha, registers, said};

#[tokio::test]
async fn somebody_registers_and_logs_in_by_each_of_five_names() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    let fields = [("uname", "小明"), ("phone", "13800138000"), ("email", "Ming@example.com")];
    let fields: Vec<_> = fields.into_iter().chain([("password", PASSWORD)]).collect();
    let made = posts(&mut browser, "/user/register", &fields).await;
    let uid = made.json["uid"].as_u64().unwrap();
    let person = |msg| {
        json!({
            "msg": msg, "uid": uid, "uname": "小明", "phone": "13800138000",
            "email": "Ming@example.com", "gender": 0, "intro": "", "avatar": "",
        })
    };
    assert_eq!((made.status, &made.json), (200, &person("注册成功")));
    assert!(!is_signed_in(&mut browser).await, "a registration signs nobody in");

    let number = uid.to_string();
    for (field, name) in [
        ("user", "小明"),
        ("user", "ming@EXAMPLE.com"),
        ("user", "13800138000"),
        ("user", "+86 138 0013 8000"),
        ("user", &number),
        ("uid", &number),
        ("uname", "小明"),
        ("phone", "13800138000"),
        ("email", "ming@example.com"),
    ] {
        for written in WAYS {
            let mut browser = Browser::at(&server);
            let captcha = reads_captcha(&mut browser).await;
            let fields = [(field, name), ("password", PASSWORD), ("captcha", &captcha)];
            let answer = browser.post_as(written, "/user/login", &fields).await;
            assert_eq!(answer.status, 200, "{field} {name} {written:?}: {}", answer.text);
            assert_eq!(answer.json, person("登录成功"), "{field} {name} {written:?}");
            assert!(is_signed_in(&mut browser).await);
        }
    }
    let mut browser = Browser::at(&server);
    for (field, name) in [("uname", "ming@example.com"), ("phone", "小明"), ("uid", "999999")] {
        let fields = [(field, name), ("password", PASSWORD)];
        let answer = posts(&mut browser, "/user/login", &fields).await;
        assert_eq!(said(&answer), (403, "无此用户"), "{field} {name}");
    }
}

#[tokio::test]
async fn a_login_says_what_is_wrong_in_the_order_of_the_contract() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let answer = browser.get("/user/login").await;
    assert_eq!(said(&answer), (403, "请使用 POST 请求"));
    let wrong = |captcha: &str| if captcha == "AAAAA" { "BBBBB" } else { "AAAAA" };
    for (user, password, captcha, sentence) in [
        ("", "", "", "无效参数"),
        ("alice", "", "", "无效参数"),
        ("", PASSWORD, "right", "无效参数"),
        ("nobody", "wrong one", "", "请输入验证码"),
        ("nobody", "wrong one", "   ", "请输入验证码"),
        ("nobody", "wrong one", "wrong", "验证码错误"),
        ("nobody", "wrong one", "right", "无此用户"),
        ("alice", "wrong one", "right", "密码错误"),
        ("alice", PASSWORD, "right", "登录成功"),
    ] {
        let right = reads_captcha(&mut browser).await;
        let captcha = match captcha {
            "right" => right.as_str(),
            "wrong" => wrong(&right),
            other => other,
        };
        let fields = [("user", user), ("password", password), ("captcha", captcha)];
        let answer = browser.post("/user/login", &fields).await;
        let status = if sentence == "登录成功" { 200 } else { 403 };
        assert_eq!(said(&answer), (status, sentence), "{user} {password} {captcha}");
    }
    let mut fresh = Browser::at(&server);
    let fields = [("user", "alice"), ("password", PASSWORD), ("captcha", "AAAAA")];
    let answer = fresh.post("/user/login", &fields).await;
    assert_eq!(said(&answer), (403, "验证码过期"), "no captcha was drawn for it");
}

#[tokio::test]
async fn a_registration_says_what_is_wrong() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    let first = [("uname", "alice"), ("phone", "13800138000"), ("email", "a@example.com")];
    let first: Vec<_> = first.into_iter().chain([("password", PASSWORD)]).collect();
    assert_eq!(posts(&mut browser, "/user/register", &first).await.status, 200);
    for (uname, phone, email, password, sentence) in [
        ("ALICE", "", "b@example.com", PASSWORD, "用户名已存在"),
        ("bob", "+8613800138000", "", PASSWORD, "手机号已存在"),
        ("bob", "", "A@EXAMPLE.com", PASSWORD, "邮箱已存在"),
        ("", "", "b@example.com", PASSWORD, "无效参数"),
        ("a b", "", "b@example.com", PASSWORD, "无效参数"),
        ("bob@example.com", "", "b@example.com", PASSWORD, "无效参数"),
        ("13800138001", "", "b@example.com", PASSWORD, "无效参数"),
        ("bob", "", "", PASSWORD, "无效参数"),
        ("bob", "110", "", PASSWORD, "无效参数"),
        ("bob", "", "b@b", PASSWORD, "无效参数"),
        ("bob", "", "b@example.com", "", "无效参数"),
        ("bob", "", "b@example.com", "12345", "无效参数"),
        ("bob", "", "b@example.com", &"x".repeat(129), "无效参数"),
    ] {
        let fields = [("uname", uname), ("phone", phone), ("email", email), ("password", password)];
        let answer = posts(&mut browser, "/user/register", &fields).await;
        assert_eq!(said(&answer), (403, sentence), "{uname} {phone} {email} {password}");
    }
    let bob = [("uname", "bob"), ("email", "b@example.com"), ("password", PASSWORD)];
    let answer = browser.post("/user/register", &bob).await;
    assert_eq!(said(&answer), (403, "请输入验证码"));
    assert_eq!(posts(&mut browser, "/user/register", &bob).await.status, 200);
}

#[tokio::test]
async fn a_deployment_may_register_without_captchas() {
    let key = "dialects.captcha_session.register_needs_captcha";
    let server = house().with(key, false).open();
    let mut browser = Browser::at(&server);
    let bob = [("uname", "bob"), ("email", "b@example.com"), ("password", PASSWORD)];
    assert_eq!(said(&browser.post("/user/register", &bob).await), (200, "注册成功"));
}

#[tokio::test]
async fn one_logs_out_by_a_visit_or_a_post() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    for method in [Method::GET, Method::POST] {
        logs_in(&mut browser, "alice").await;
        let before = browser.clone();
        let request = browser.client.request(method.clone(), "/user/logout");
        let answer = browser.send(request).await;
        assert_eq!(said(&answer), (200, "登出成功"));
        assert!(!browser.cookies.contains_key("sessionid"), "the cookie is taken back");
        assert!(!is_signed_in(&mut before.clone()).await, "SESS-03: the old cookie is worthless");
        let request = browser.client.request(method, "/user/logout");
        assert_eq!(said(&browser.send(request).await), (403, "未登录"));
    }
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let server = house().open();
    let mut here = Browser::at(&server);
    let path = "/user/password";
    registers(&mut here, "alice").await;
    let change = [("old_password", PASSWORD), ("new_password", "cold oolong")];
    assert_eq!(said(&here.post(path, &change).await), (403, "未登录"));
    logs_in(&mut here, "alice").await;
    let mut there = Browser::at(&server);
    logs_in(&mut there, "alice").await;
    for (old, new, sentence) in [
        ("", "cold oolong", "无效参数"),
        (PASSWORD, "", "无效参数"),
        (PASSWORD, "short", "无效参数"),
        ("wrong one", "cold oolong", "密码错误"),
    ] {
        let fields = [("old_password", old), ("new_password", new)];
        assert_eq!(said(&here.post(path, &fields).await), (403, sentence), "{old} {new}");
    }
    assert!(is_signed_in(&mut there).await);
    assert_eq!(said(&here.post(path, &change).await), (200, "修改成功"));
    assert!(is_signed_in(&mut here).await);
    assert!(!is_signed_in(&mut there).await);
    let fields = [("user", "alice"), ("password", "cold oolong")];
    assert_eq!(posts(&mut there, "/user/login", &fields).await.status, 200);
}

#[tokio::test]
async fn one_shows_and_changes_what_one_says_of_oneself() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    let uid = registers(&mut browser, "alice").await.json["uid"].clone();
    registers(&mut Browser::at(&server), "bob").await;
    assert_eq!(said(&browser.get("/user/info").await), (403, "未登录"));
    assert_eq!(said(&browser.post("/user/info", &[("gender", "1")]).await), (403, "未登录"));
    logs_in(&mut browser, "alice").await;
    let person = json!({
        "uid": uid, "uname": "alice", "phone": "", "email": "alice@example.com",
        "gender": 0, "intro": "", "avatar": "",
    });
    assert_eq!(browser.get("/user/info").await.json, person);
    for written in WAYS {
        let fields = [("gender", "2"), ("phone", "13800138000"), ("intro", "茶。\n茶！")];
        let answer = browser.post_as(written, "/user/info", &fields).await;
        let mut changed = person.clone();
        changed["gender"] = 2.into();
        changed["phone"] = "13800138000".into();
        changed["intro"] = "茶。\n茶！".into();
        assert_eq!((answer.status, &answer.json), (200, &changed), "{written:?}");
        assert_eq!(browser.get("/user/info").await.json, changed);
    }
    for (field, value, sentence) in [
        ("email", "bob@example.com", "邮箱已存在"),
        ("gender", "3", "无效参数"),
        ("gender", "male", "无效参数"),
        ("phone", "110", "无效参数"),
        ("email", "nobody", "无效参数"),
        ("intro", "\u{202e}", "无效参数"),
        ("intro", &"long".repeat(300), "无效参数"),
    ] {
        let fields = [("gender", "1"), (field, value)];
        let fields = if field == "gender" { &fields[1..] } else { &fields[..] };
        let answer = browser.post("/user/info", fields).await;
        assert_eq!(said(&answer), (403, sentence), "{field} {value}");
    }
    assert_eq!(browser.get("/user/info").await.json["gender"], 2, "all of a change or nothing");
    let answer = browser.post("/user/info", &[("intro", ""), ("phone", "")]).await;
    assert_eq!((&answer.json["intro"], &answer.json["phone"]), (&json!(""), &json!("13800138000")));
}

#[tokio::test]
async fn what_is_switched_off_is_not_there() {
    let server = house()
        .with("dialects.captcha_session.enabled", false)
        .with("dialects.phone.enabled", false)
        .with("dialects.clinic.enabled", false)
        .open();
    let client = server.client();
    for path in ["captcha", "login", "logout", "register", "password", "avatar", "info", "reset"] {
        let answer = client.post(&format!("/user/{path}"), json!({ "uname": "alice" })).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
    }
}
