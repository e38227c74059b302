//! The captcha is read by a person, once, in time, in the browser that it was drawn for.

use super::super::browser::Browser;
use super::{PASSWORD, house, posts, reads_captcha, registers, said};
use crate::support::{House, WallClock};

const LOGIN: [(&str, &str); 2] = [("user", "alice"), ("password", PASSWORD)];

async fn answers(browser: &mut Browser, captcha: &str) -> (u16, String) {
    let fields = [LOGIN[0], LOGIN[1], ("captcha", captcha)];
    let answer = browser.post("/user/login", &fields).await;
    let (status, sentence) = said(&answer);
    (status, sentence.to_owned())
}

fn refused(sentence: &str) -> (u16, String) {
    (403, sentence.to_owned())
}

/// CAP-01.
#[tokio::test]
async fn a_captcha_is_used_up_by_its_first_answer() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let right = reads_captcha(&mut browser).await;
    let wrong = [("user", "alice"), ("password", "wrong one"), ("captcha", &right)];
    let answer = browser.post("/user/login", &wrong).await;
    assert_eq!(said(&answer), (403, "密码错误"));
    assert_eq!(answers(&mut browser, &right).await, refused("验证码过期"));

    let right = reads_captcha(&mut browser).await;
    let other = if right == "AAAAA" { "BBBBB" } else { "AAAAA" };
    assert_eq!(answers(&mut browser, other).await, refused("验证码错误"));
    assert_eq!(answers(&mut browser, &right).await, refused("验证码过期"));
}

/// CAP-02 and CAP-03.
#[tokio::test]
async fn a_captcha_is_bound_to_the_browser_and_the_newest_counts() {
    let server = house().open();
    let (mut one, mut other) = (Browser::at(&server), Browser::at(&server));
    registers(&mut one, "alice").await;
    let for_one = reads_captcha(&mut one).await;
    reads_captcha(&mut other).await;
    assert_eq!(answers(&mut other, &for_one).await, refused("验证码错误"));
    assert_eq!(answers(&mut Browser::at(&server), &for_one).await, refused("验证码过期"));

    let mut kept = one.clone();
    let newer = reads_captcha(&mut one).await;
    assert_eq!(answers(&mut kept, &for_one).await, refused("验证码过期"));
    assert_eq!(answers(&mut one, &newer.to_lowercase()).await.0, 200, "CAP-05: in small letters");
}

/// CAP-04.
#[tokio::test]
async fn a_captcha_is_too_old_after_five_minutes() {
    let clock = WallClock::right();
    let server = clock.opens(house());
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let right = reads_captcha(&mut browser).await;
    clock.is_off_by("+290");
    assert_eq!(answers(&mut browser, &right).await.0, 200);
    let right = reads_captcha(&mut browser).await;
    clock.is_off_by("+600");
    assert_eq!(answers(&mut browser, &right).await, refused("验证码过期"));
}

/// CAP-05: nothing that was never drawn matches nothing that was typed.
#[tokio::test]
async fn a_captcha_is_a_text() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    for captcha in [serde_json::json!(["x"]), serde_json::json!({}), serde_json::json!(null)] {
        reads_captcha(&mut browser).await;
        let body = serde_json::json!({ "user": "alice", "password": PASSWORD, "captcha": captcha });
        let request = browser.client.request(reqwest::Method::POST, "/user/login").json(&body);
        assert_eq!(said(&browser.send(request).await), (403, "无效参数"), "{captcha}");
    }
    let cookies = ["", ".", "x", "00000000-0000-0000-0000-000000000000.", "a.b.c", "%00"];
    for cookie in cookies {
        let mut forged = Browser::at(&server);
        forged.cookies.insert("visitor".into(), cookie.into());
        assert_eq!(answers(&mut forged, "AAAAA").await, refused("验证码过期"), "{cookie:?}");
        assert_eq!(answers(&mut forged, "").await, refused("请输入验证码"), "{cookie:?}");
    }
}

/// CAP-07.
#[tokio::test]
async fn nothing_but_the_picture_tells_the_text() {
    let server = House::easygoing().open();
    let mut browser = Browser::at(&server);
    let answer = browser.get("/user/captcha").await;
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-captcha-answer"), "");
    let picture = server.client().request(reqwest::Method::GET, "/user/captcha");
    let picture = picture.send().await.unwrap().bytes().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let chunks = ["tEXt", "zTXt", "iTXt", "eXIf"];
    for chunk in chunks {
        assert!(!picture.windows(4).any(|four| four == chunk.as_bytes()), "{chunk}");
    }
}

/// CAP-07: drawing is limited by address.
#[tokio::test]
async fn who_draws_many_has_to_wait() {
    let server = House::default().open();
    let mut browser = Browser::at(&server);
    for _ in 0..60 {
        assert_eq!(browser.get("/user/captcha").await.status, 200);
    }
    let answer = browser.get("/user/captcha").await;
    assert_eq!(said(&answer), (429, "操作过于频繁，请稍后再试"));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
}

/// CAP-08.
#[tokio::test]
async fn of_many_answers_at_once_one_gets_past_the_captcha() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let right = reads_captcha(&mut browser).await;
    let fields = [("user", "alice"), ("password", "wrong one"), ("captcha", right.as_str())];
    let tries = (0..20).map(|_| {
        let mut browser = browser.clone();
        async move { browser.post("/user/login", &fields).await.json["msg"].clone() }
    });
    let answers = futures_util::future::join_all(tries).await;
    let past = answers.iter().filter(|msg| **msg == "密码错误").count();
    assert_eq!(past, 1, "{answers:?}");
}

/// The debug switch of the text is off, and tells nothing, unless the deployment turns it on.
#[tokio::test]
async fn no_captcha_counts_only_where_the_deployment_says_so() {
    for (optional, outcome) in [(false, (403, "验证码错误")), (true, (200, "已发送恢复码至邮箱"))]
    {
        let server = house().with("debug.captcha_optional", optional).open();
        let mut browser = Browser::at(&server);
        registers(&mut browser, "alice").await;
        let fields = [("email", "alice@example.com"), ("no_captcha", "true")];
        let answer = browser.post("/user/reset", &fields).await;
        assert_eq!(said(&answer), outcome);
        let fields = [("email", "alice@example.com"), ("no_captcha", "false")];
        let answer = browser.post("/user/reset", &fields).await;
        assert_eq!(said(&answer), (403, "验证码错误"));
    }
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let fields = [("user", "alice"), ("password", PASSWORD), ("no_captcha", "true")];
    assert_eq!(said(&browser.post("/user/login", &fields).await), (403, "请输入验证码"));
    assert_eq!(posts(&mut browser, "/user/login", &LOGIN).await.status, 200);
}
