//! The cookie: what it is like, whose requests it counts for, what else it opens.

use serde_json::json;

use super::super::browser::Browser;
use super::{PASSWORD, house, is_signed_in, logs_in, posts, reads_captcha, registers, said};
use crate::socket::talker::knock;
use crate::support::{Answer, Server};

async fn alice(server: &Server) -> Browser {
    let mut browser = Browser::at(server);
    registers(&mut browser, "alice").await;
    logs_in(&mut browser, "alice").await;
    browser
}

fn session_cookie(answer: &Answer) -> String {
    let lines = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let mut ours = lines.filter(|line| line.contains("sessionid="));
    ours.next().unwrap().to_owned()
}

/// SESS-02.
#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let line = session_cookie(&logs_in(&mut browser, "alice").await);
    let (pair, attributes) = line.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly");
    let secret = pair.strip_prefix("sessionid=").unwrap();
    assert!(secret.len() == 43, "256 bits: {secret}");

    let server = house().with("server.trusted_proxies", "127.0.0.1").open();
    let mut browser = Browser::at(&server).saying("x-forwarded-proto", "https");
    registers(&mut browser, "alice").await;
    let line = session_cookie(&logs_in(&mut browser, "alice").await);
    assert!(line.starts_with("__Host-sessionid=") && line.ends_with("; Secure"), "{line}");
    assert!(is_signed_in(&mut browser).await);
    // A neighbouring host can plant a cookie of the plain name, and none with the prefix.
    let secret = browser.cookies.remove("__Host-sessionid").unwrap();
    browser.cookies.insert("sessionid".into(), secret);
    assert!(!is_signed_in(&mut browser).await);

    let stranger = house().open();
    let mut browser = Browser::at(&stranger).saying("x-forwarded-proto", "https");
    registers(&mut browser, "alice").await;
    let line = session_cookie(&logs_in(&mut browser, "alice").await);
    assert!(!line.contains("Secure"), "nobody trusts who says so: {line}");
}

/// SESS-01.
#[tokio::test]
async fn a_cookie_that_somebody_made_is_not_taken_over() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    browser.cookies.insert("sessionid".into(), "planted".into());
    registers(&mut browser, "alice").await;
    logs_in(&mut browser, "alice").await;
    assert_ne!(browser.cookies["sessionid"], "planted");
    let mut attacker = Browser::at(&server);
    attacker.cookies.insert("sessionid".into(), "planted".into());
    assert!(!is_signed_in(&mut attacker).await);

    let mut earlier = browser.clone();
    logs_in(&mut browser, "alice").await;
    assert!(is_signed_in(&mut browser).await);
    assert!(!is_signed_in(&mut earlier).await, "a login ends the session of the cookie before it");
    browser.cookies.insert("sessionid ".into(), "second".into());
    assert!(!is_signed_in(&mut browser).await, "of two cookies one is somebody else's");
}

const WRITES: [(&str, &[(&str, &str)]); 5] = [
    ("/user/password", &[("old_password", PASSWORD), ("new_password", "stolen one")]),
    ("/user/info", &[("gender", "1"), ("email", "evil@example.com")]),
    ("/user/avatar", &[("avatar", "x")]),
    ("/user/reset", &[("email", "alice@example.com"), ("captcha", "x")]),
    ("/user/logout", &[]),
];

/// CSRF-01 and CSRF-02.
#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let server = house().open();
    let alice = alice(&server).await;
    let before = alice.clone().get("/user/info").await.json;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for (path, fields) in WRITES {
            for written in super::super::talk::WAYS {
                let mut lured = alice.clone().saying(name, value);
                let answer = lured.post_as(written, path, fields).await;
                let outcome = (403, "请在本站页面上操作");
                assert_eq!(said(&answer), outcome, "{name}: {value} {path} {written:?}");
            }
        }
        let mut lured = alice.clone().saying(name, value);
        assert_eq!(lured.get("/user/logout").await.status, 403, "CSRF-04");
    }
    let mut alice = alice;
    assert_eq!(alice.get("/user/info").await.json, before);
}

/// CSRF-02: a page of ours, one that the configuration lists, and who is no browser at all.
#[tokio::test]
async fn pages_of_ours_and_programs_change_what_they_like() {
    let server = house().with("server.allowed_origins", "https://app.example").open();
    let alice = alice(&server).await;
    let own = format!("http://{}", server.address());
    let headers = [
        vec![],
        vec![("origin", own.as_str())],
        vec![("origin", own.as_str()), ("sec-fetch-site", "same-origin")],
        vec![("origin", "https://app.example"), ("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-origin")],
        vec![("sec-fetch-site", "none")],
    ];
    for said in headers {
        let mut browser = alice.clone();
        for (name, value) in &said {
            browser = browser.saying(name, value);
        }
        let answer = browser.post("/user/info", &[("gender", "1")]).await;
        assert_eq!(answer.status, 200, "{said:?} {}", answer.text);
    }
}

/// CSRF-03: nobody is signed in to another's account by a page that he visits.
#[tokio::test]
async fn a_login_comes_from_this_site() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let captcha = reads_captcha(&mut browser).await;
    let fields = [("user", "alice"), ("password", PASSWORD), ("captcha", captcha.as_str())];
    let mut lured = browser.clone().saying("origin", "https://evil.example");
    let answer = lured.post("/user/login", &fields).await;
    assert_eq!(said(&answer), (403, "请在本站页面上操作"));
    assert!(!lured.cookies.contains_key("sessionid"));
    assert_eq!(browser.post("/user/login", &fields).await.status, 200, "the captcha is still good");
}

/// CSRF-04.
#[tokio::test]
async fn a_visit_changes_nothing() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let path = format!("/user/password?old_password={PASSWORD}&new_password=stolen%20one");
    assert_eq!(said(&alice.get(&path).await), (403, "请使用 POST 请求"));
    assert_eq!(alice.get("/user/info?gender=1").await.json["gender"], 0);
}

/// A cookie is a device like any other: `/v1` lists it and ends it, and it opens a socket for pages
/// of this site.
#[tokio::test]
async fn the_cookie_is_a_session_of_the_house() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let cookie = alice.cookie_line();
    let own = format!("http://{}", server.address());
    for (origin, opens) in
        [(None, true), (Some(own.as_str()), true), (Some("https://evil.example"), false)]
    {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let opened = knock(server.address(), "/ws", &headers);
        assert_eq!(opened.err(), if opens { None } else { Some(403) }, "{origin:?}");
    }
    let client = server.client();
    let login = json!({ "login": "alice", "password": PASSWORD });
    let v1 = client.post("/v1/sessions", login).await;
    assert_eq!(v1.status, 201, "{}", v1.text);
    let signed_in = client.with_token(v1.json["access_token"].as_str().unwrap());
    let devices = signed_in.get("/v1/sessions").await;
    assert_eq!(devices.json["sessions"].as_array().unwrap().len(), 2, "{}", devices.text);
    assert_eq!(signed_in.delete("/v1/sessions").await.json["ended"], 1);
    assert!(!is_signed_in(&mut alice).await);
    let lent = client.request(reqwest::Method::GET, "/v1/me").header("cookie", cookie);
    assert_eq!(client.send(lent).await.status, 401, "/v1 takes no cookie");
}

#[tokio::test]
async fn a_reset_over_v1_ends_the_cookie() {
    let server = house().open();
    let mut alice = alice(&server).await;
    let client = server.client();
    let fields = [("email", "alice@example.com")];
    assert_eq!(posts(&mut Browser::at(&server), "/user/reset", &fields).await.status, 200);
    let letter = client.letter(0, |letter| letter["to"] == "alice@example.com").await;
    let code = letter["code"].as_str().unwrap();
    let reset = json!({ "login": "alice@example.com", "code": code, "new_password": "cold oolong at midnight" });
    let answer = client.post("/v1/password-resets", reset).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert!(!is_signed_in(&mut alice).await);
}
