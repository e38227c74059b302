//! The way back: by mail, by text message, and when neither can be sent.

use serde_json::json;

use super::super::browser::Browser;
use super::super::talk::{code_after, codes_to};
use super::{PASSWORD, house, is_signed_in, logs_in, posts, registers, said};
use crate::courier::other_side::{Certificate, OtherSide};
use crate::support::{Answer, House, WallClock};

const MAIL: &str = "alice@example.com";
const RESET: &str = "/user/reset";

async fn begins(browser: &mut Browser, field: &str, to: &str) -> Answer {
    posts(browser, RESET, &[(field, to)]).await
}

async fn finishes(browser: &mut Browser, code: &str, new: &str) -> Answer {
    posts(browser, RESET, &[("code", code), ("new_password", new)]).await
}

#[tokio::test]
async fn a_code_by_mail_or_text_message_opens_the_way_back() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    logs_in(&mut browser, "alice").await;
    browser.post("/user/info", &[("phone", "13800138000")]).await;
    for (field, typed, to, sentence) in [
        ("email", MAIL, MAIL, "已发送恢复码至邮箱"),
        ("phone", "13800138000", "+8613800138000", "已发送恢复码至手机"),
    ] {
        let mut other = Browser::at(&server);
        let before = codes_to(&other.client, to).await;
        assert_eq!(said(&begins(&mut other, field, typed).await), (200, sentence));
        let code = code_after(&other.client, before, to).await;
        let new = format!("cold oolong by {field}");
        let elsewhere = finishes(&mut Browser::at(&server), &code, &new).await;
        assert_eq!(said(&elsewhere), (403, "未获取恢复码或已失效"), "another browser");
        let wrong = super::super::codes::other_than(&code);
        assert_eq!(said(&finishes(&mut other, &wrong, &new).await), (403, "恢复码错误"));
        assert_eq!(said(&finishes(&mut other, &code, "short").await), (403, "参数错误"));
        assert_eq!(said(&finishes(&mut other, &code, &new).await), (200, "修改成功"));
        let again = finishes(&mut other, &code, &new).await;
        assert_eq!(said(&again), (403, "未获取恢复码或已失效"), "once");
        assert!(!is_signed_in(&mut browser).await, "every session ends");
        let fields = [("user", "alice"), ("password", new.as_str())];
        assert_eq!(posts(&mut browser, "/user/login", &fields).await.status, 200);
    }
}

#[tokio::test]
async fn a_reset_says_what_is_wrong() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    for (field, value, sentence) in [
        ("email", "nobody@example.com", "找不到用户"),
        ("phone", "13900139000", "找不到用户"),
        ("email", "nobody", "无效参数"),
        ("phone", "110", "无效参数"),
        ("email", "", "无效参数"),
        ("other", "x", "无效参数"),
    ] {
        let answer = begins(&mut browser, field, value).await;
        assert_eq!(said(&answer), (403, sentence), "{field} {value}");
    }
    for fields in [&[("email", MAIL)][..], &[("email", MAIL), ("captcha", "AAAAA")]] {
        let answer = browser.post(RESET, fields).await;
        assert_eq!(said(&answer), (403, "验证码错误"), "{fields:?}");
    }
    for fields in [&[("code", "123456")][..], &[("code", ""), ("new_password", PASSWORD)]] {
        let answer = posts(&mut browser, RESET, fields).await;
        assert_eq!(said(&answer), (403, "参数错误"), "{fields:?}");
    }
    let answer = finishes(&mut browser, "123456", PASSWORD).await;
    assert_eq!(said(&answer), (403, "未获取恢复码或已失效"));
    let fields = [("code", "123456"), ("new_password", PASSWORD), ("captcha", "AAAAA")];
    assert_eq!(said(&browser.post(RESET, &fields).await), (403, "验证码错误"));
}

/// OTP-01.
#[tokio::test]
async fn the_fifth_wrong_guess_kills_a_code() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    begins(&mut browser, "email", MAIL).await;
    let code = code_after(&browser.client, 0, MAIL).await;
    let wrong = super::super::codes::other_than(&code);
    for _ in 0..5 {
        let answer = finishes(&mut browser, &wrong, "cold oolong").await;
        assert_eq!(said(&answer), (403, "恢复码错误"));
    }
    let answer = finishes(&mut browser, &code, "cold oolong").await;
    assert_eq!(said(&answer), (403, "未获取恢复码或已失效"));
}

/// OTP-08.
#[tokio::test]
async fn a_code_expires_after_ten_minutes() {
    let clock = WallClock::right();
    let server = clock.opens(house());
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    begins(&mut browser, "email", MAIL).await;
    let code = code_after(&browser.client, 0, MAIL).await;
    clock.is_off_by("+601");
    let answer = finishes(&mut browser, &code, "cold oolong").await;
    assert_eq!(said(&answer), (403, "未获取恢复码或已失效"));
}

fn mailing(port: u16) -> House {
    house()
        .with("mail.host", "127.0.0.1")
        .with("mail.port", port)
        .with("mail.tls", "none")
        .with("mail.from", "tea@example.com")
}

#[tokio::test]
async fn a_code_arrives_through_a_real_mail_server_before_the_answer() {
    let mut sink = OtherSide::start("smtp_sink.py", &[]).await;
    let server = mailing(sink.port).open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    assert_eq!(said(&begins(&mut browser, "email", MAIL).await), (200, "已发送恢复码至邮箱"));
    let mail = sink.says().await;
    assert_eq!(mail["to"], json!([MAIL]));
    let text = mail["parts"]["text/plain"].as_str().unwrap();
    let code = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).unwrap();
    assert_eq!(said(&finishes(&mut browser, code, "cold oolong").await), (200, "修改成功"));
}

/// LEAK-03: what went wrong is one word; nothing of the server that it was tried with.
#[tokio::test]
async fn a_mail_that_cannot_be_sent_is_told_at_once() {
    let certificate = Certificate::make();
    let (file, key) = (certificate.certificate(), certificate.key());
    let untrusted = ["--tls", "starttls", "--certificate", &file, "--key", &key];
    let (untrusted, plain) = (
        OtherSide::start("smtp_sink.py", &untrusted).await,
        OtherSide::start("smtp_sink.py", &[]).await,
    );
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_port = silent.local_addr().unwrap().port();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for (house, mailbox, why) in [
        (mailing(closed), "alice", "unreachable"),
        (mailing(plain.port), "reject", "refused"),
        (mailing(plain.port), "later", "deferred"),
        (mailing(untrusted.port).with("mail.tls", "starttls"), "alice", "tls"),
        (mailing(silent_port), "alice", "timed_out"),
    ] {
        let server = house.open();
        let mut browser = Browser::at(&server);
        registers(&mut browser, mailbox).await;
        let answer = begins(&mut browser, "email", &format!("{mailbox}@example.com")).await;
        assert_eq!(answer.status, 403, "{why}");
        assert_eq!(answer.json, json!({ "msg": "发送邮件失败", "error": why }));
        let answer = finishes(&mut browser, "123456", "cold oolong").await;
        assert_eq!(said(&answer), (403, "未获取恢复码或已失效"), "{why}: no code was left behind");
    }
}

#[tokio::test]
async fn a_text_message_that_cannot_be_sent_is_told_at_once() {
    let server = house().with("sms.url", "http://127.0.0.1:9/send").open();
    let mut browser = Browser::at(&server);
    let fields = [("uname", "alice"), ("phone", "13800138000"), ("password", PASSWORD)];
    assert_eq!(posts(&mut browser, "/user/register", &fields).await.status, 200);
    let answer = begins(&mut browser, "phone", "13800138000").await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json, json!({ "msg": "发送短信失败", "error": "unreachable" }));
    let fields = [("uname", "bob"), ("phone", "+33612345678"), ("password", PASSWORD)];
    assert_eq!(posts(&mut browser, "/user/register", &fields).await.status, 200);
    let answer = begins(&mut browser, "phone", "+33612345678").await;
    assert_eq!(answer.json, json!({ "msg": "发送短信失败", "error": "not_served" }));
}
