//! What people try.

use futures_util::future::join_all;
use serde_json::json;

use super::super::browser::Browser;
use super::super::talk::{Written, post};
use super::super::walker::{Contract, Place};
use super::{PASSWORD, house, logs_in, posts, reads_captcha, registers, said};
use crate::support::{Answer, Person};

const SHARED: [Place; 3] = [
    Place {
        path: "/user/login",
        fields: &[("user", "nobody"), ("password", PASSWORD), ("captcha", "AAAAA")],
        methods: &[],
    },
    Place {
        path: "/user/register",
        fields: &[
            ("uname", "nobody"),
            ("email", "nobody@example.com"),
            ("password", PASSWORD),
            ("captcha", "AAAAA"),
        ],
        methods: &[],
    },
    Place {
        path: "/user/reset",
        fields: &[("email", "nobody@example.com"), ("captcha", "AAAAA")],
        methods: &[],
    },
];

const SIGNED_IN: [Place; 3] = [
    Place {
        path: "/user/password",
        fields: &[("old_password", "wrong one"), ("new_password", "cold oolong")],
        methods: &[],
    },
    Place { path: "/user/avatar", fields: &[("avatar", "x")], methods: &[] },
    Place {
        path: "/user/reset",
        fields: &[("code", "123456"), ("new_password", PASSWORD), ("captcha", "AAAAA")],
        methods: &[],
    },
];

fn is_refusal(answer: &Answer) -> bool {
    answer.json["msg"].is_string() && [403, 413].contains(&answer.status)
}

#[tokio::test]
async fn whatever_comes_is_refused_in_the_shape_of_the_contract() {
    let server = house().open();
    let strangers = Contract { server: &server, places: &SHARED, is_refusal, headers: Vec::new() };
    assert!(strangers.stands().await > 250);
    let mut alice = Browser::at(&server);
    registers(&mut alice, "alice").await;
    logs_in(&mut alice, "alice").await;
    let headers = vec![("cookie", alice.cookie_line())];
    let signed_in = Contract { server: &server, places: &SIGNED_IN, is_refusal, headers };
    assert!(signed_in.stands().await > 200);
}

/// A name that is taken by two at once, through two contracts: one gets it, and the other hears it
/// in the words of his own.
#[tokio::test]
async fn two_register_one_name_at_once_through_two_contracts() {
    let server = house().open();
    for n in 0..5 {
        let name = format!("alice{n}");
        let mut browser = Browser::at(&server);
        let captcha = reads_captcha(&mut browser).await;
        let email = format!("{name}@example.com");
        let ours = [
            ("uname", name.as_str()),
            ("email", &email),
            ("password", PASSWORD),
            ("captcha", &captcha),
        ];
        let theirs = [("username", name.as_str()), ("password", PASSWORD)];
        let client = server.client();
        let (ours, theirs) = tokio::join!(
            browser.post("/user/register", &ours),
            post(&client, "/user/register", Written::Form, &theirs)
        );
        match (ours.status, &theirs.json["status"]) {
            (200, status) => assert_eq!(status, "error", "{}", theirs.text),
            (_, status) => {
                assert_eq!(said(&ours), (403, "用户名已存在"));
                assert_eq!(status, "success", "{}", theirs.text);
            }
        }
    }
}

/// What nobody asks for is not taken.
#[tokio::test]
async fn nobody_gives_himself_more_than_the_contract_does() {
    let server = house().open();
    let mut browser = Browser::at(&server);
    let fields = [
        ("uname", "alice"),
        ("email", "alice@example.com"),
        ("password", PASSWORD),
        ("role", "admin"),
        ("uid", "1000"),
        ("is_superuser", "1"),
    ];
    let made = posts(&mut browser, "/user/register", &fields).await;
    assert_ne!(made.json["uid"], 1000);
    logs_in(&mut browser, "alice").await;
    let fields = [("uname", "root"), ("role", "admin"), ("uid", "1"), ("avatar", "/etc/passwd")];
    let answer = browser.post("/user/info", &fields).await;
    assert_eq!((&answer.json["uname"], &answer.json["avatar"]), (&json!("alice"), &json!("")));
    let client = server.client();
    let login = json!({ "login": "alice", "password": PASSWORD });
    let me = Person::of(&client, &client.post("/v1/sessions", login).await).me().await;
    assert_eq!(me["role"], "normal_user");
}

/// What is claimed here and never proven goes to who proves it (UNI-03), and tells nobody's
/// secrets.
#[tokio::test]
async fn who_claims_an_address_does_not_own_it() {
    let server = house().open();
    let mut mallory = Browser::at(&server);
    let fields = [("uname", "mallory"), ("email", "victim@example.com"), ("password", PASSWORD)];
    assert_eq!(posts(&mut mallory, "/user/register", &fields).await.status, 200);
    let client = server.client();
    let code = client.code("register", "victim@example.com").await;
    let victim =
        json!({ "email": "victim@example.com", "code": code, "password": "warm jasmine at noon" });
    assert_eq!(client.post("/v1/accounts", victim).await.status, 201);
    logs_in(&mut mallory, "mallory").await;
    assert_eq!(mallory.get("/user/info").await.json["email"], "");
}

#[tokio::test]
async fn passwords_are_not_guessed_however_many_captchas_are_read() {
    let server = house().with("limits.scale", 1).open();
    let mut browser = Browser::at(&server);
    registers(&mut browser, "alice").await;
    let mut answers = Vec::new();
    for n in 0..8 {
        let guess = format!("guess {n}");
        let fields = [("user", "alice"), ("password", guess.as_str())];
        answers.push(posts(&mut browser, "/user/login", &fields).await);
    }
    assert_eq!(said(&answers[0]), (403, "密码错误"));
    assert_eq!(said(&answers[7]), (429, "操作过于频繁，请稍后再试"));
    assert!(answers[7].header("retry-after").parse::<u64>().unwrap() >= 1);
}

/// OTP-02: of many guesses at once no more are weighed than one after another.
#[tokio::test]
async fn many_guesses_at_once_are_five() {
    let server = house().open();
    let mut alice = Browser::at(&server);
    registers(&mut alice, "alice").await;
    posts(&mut alice, "/user/reset", &[("email", "alice@example.com")]).await;
    let code = super::super::talk::code_after(&alice.client, 0, "alice@example.com").await;
    let wrong = super::super::codes::other_than(&code);
    let mut guesses = Vec::new();
    for _ in 0..40 {
        let mut browser = alice.clone();
        // Else drawing the next picture would take this one away.
        let remembered = browser.cookies["visitor"].split_once('.').unwrap().1.to_owned();
        browser.cookies.insert("visitor".into(), format!(".{remembered}"));
        let captcha = reads_captcha(&mut browser).await;
        guesses.push((browser, captcha));
    }
    let guess = async |mut browser: Browser, captcha: String, code: String| {
        let fields = [("code", &code), ("captcha", &captcha)].map(|(k, v)| (k, v.as_str()));
        let fields: Vec<_> = fields.into_iter().chain([("new_password", "cold oolong")]).collect();
        browser.post("/user/reset", &fields).await.json["msg"].clone()
    };
    let (last, captcha) = guesses.pop().unwrap();
    let tries =
        guesses.into_iter().map(|(browser, captcha)| guess(browser, captcha, wrong.clone()));
    let answers = join_all(tries).await;
    let weighed = answers.iter().filter(|msg| **msg == "恢复码错误").count();
    assert_eq!(weighed, 5, "{answers:?}");
    assert_eq!(guess(last, captcha, code).await, "未获取恢复码或已失效");
}
