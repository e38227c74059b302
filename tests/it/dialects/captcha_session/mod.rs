//! `captcha_session`: every sentence of the text, and what people try with it.

mod abuse;
mod captchas;
mod cookies;
mod pictures;
mod recovery;
mod sentences;

use super::browser::Browser;
use crate::support::{Answer, House};

pub const PASSWORD: &str = "warm jasmine";

/// A house whose captchas a test can read.
pub fn house() -> House {
    House::easygoing().with("debug.captcha_answer", true)
}

pub fn said(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.json["msg"].as_str().unwrap_or_else(|| panic!("{}", answer.text)))
}

/// A fresh captcha, read.
pub async fn reads_captcha(browser: &mut Browser) -> String {
    let answer = browser.get("/user/captcha").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.header("x-captcha-answer").to_owned()
}

/// A post of these fields and a captcha that was read.
pub async fn posts(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let captcha = reads_captcha(browser).await;
    let fields: Vec<_> = fields.iter().copied().chain([("captcha", captcha.as_str())]).collect();
    browser.post(path, &fields).await
}

/// alice, with a mailbox `alice@example.com`.
pub async fn registers(browser: &mut Browser, name: &str) -> Answer {
    let email = format!("{name}@example.com");
    let fields = [("uname", name), ("email", &email), ("password", PASSWORD)];
    let answer = posts(browser, "/user/register", &fields).await;
    assert_eq!(said(&answer), (200, "注册成功"), "{}", answer.text);
    answer
}

pub async fn logs_in(browser: &mut Browser, name: &str) -> Answer {
    let fields = [("user", name), ("password", PASSWORD)];
    let answer = posts(browser, "/user/login", &fields).await;
    assert_eq!(said(&answer), (200, "登录成功"), "{}", answer.text);
    answer
}

pub async fn is_signed_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/user/info").await;
    match answer.status {
        200 => true,
        _ => {
            assert_eq!(said(&answer), (403, "未登录"));
            false
        }
    }
}
