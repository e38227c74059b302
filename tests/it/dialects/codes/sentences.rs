//! The sentences, fields and statuses of the text, in each of the three ways to write a body.

use serde_json::json;

use super::super::talk::{WAYS, Written, code_after, codes_to, post};
use super::{PASSWORD, asks, code, logs_in, other_than, registers, said};
use crate::support::House;

#[tokio::test]
async fn somebody_comes_forgets_and_comes_back() {
    let server = House::easygoing().open();
    let client = server.client();
    for (n, written) in WAYS.into_iter().enumerate() {
        let ask = |endpoint: &'static str, fields: Vec<(&'static str, String)>| {
            let client = client.clone();
            async move {
                let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
                post(&client, &format!("/api/{endpoint}"), written, &fields).await
            }
        };
        let (phone, e164) = (format!("1380013800{n}"), format!("+861380013800{n}"));
        let mail = format!("bob{n}@example.com");
        for (user, to, sentence) in [
            (&phone, &e164, "The mobile identifying code send successfully"),
            (&mail, &mail, "The email identifying code send successfully"),
        ] {
            let before = codes_to(&client, to).await;
            let answer = ask("check_register", vec![("user", user.clone())]).await;
            assert_eq!(said(&answer), (200, sentence), "{written:?}");
            let code = code_after(&client, before, to).await;
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
            let with = |password: &str, code: &str| {
                let fields = [("user", user.as_str()), ("password", password)];
                let fields = fields.into_iter().chain([("identifying_code", code)]);
                fields.map(|(name, value)| (name, value.to_owned())).collect::<Vec<_>>()
            };
            let wrong = ask("register", with(PASSWORD, &other_than(&code))).await;
            assert_eq!(said(&wrong), (400, "The identifying code expired"));
            let answer = ask("register", with(PASSWORD, &code)).await;
            assert_eq!(said(&answer), (200, "Register user successfully"), "{written:?}");
            let answer = ask("check_register", vec![("user", user.clone())]).await;
            assert_eq!(said(&answer), (409, "The user already exists"));

            let login =
                |password: &str| vec![("user", user.clone()), ("password", password.to_owned())];
            let answer = ask("login", login(PASSWORD)).await;
            let token = answer.json["message"].as_str().unwrap();
            let body = json!({ "user": user, "message": token, "status_code": 200 });
            assert_eq!((answer.status, &answer.json), (200, &body), "{written:?}");
            assert_eq!(token.split('.').count(), 3, "a JWT");
            let answer = ask("login", login("wrong one")).await;
            assert_eq!(said(&answer), (403, "User login failed"));

            let before = codes_to(&client, to).await;
            let answer = ask("forget_password", vec![("user", user.clone())]).await;
            assert_eq!(said(&answer), (200, "The identifying code send successfully"));
            let code = code_after(&client, before, to).await;
            let with = |code: &str| {
                let code = ("identifying_code", code.to_owned());
                vec![("user", user.clone()), code, ("new_password", "anew4two".to_owned())]
            };
            let wrong = ask("reset_password", with(&other_than(&code))).await;
            assert_eq!(said(&wrong), (400, "The identifying code expired"));
            let answer = ask("reset_password", with(&code)).await;
            assert_eq!(said(&answer), (200, "The password has exchanged successfully"));
            assert_eq!(ask("login", login(PASSWORD)).await.status, 403);
            assert_eq!(ask("login", login("anew4two")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn who_is_not_known_is_told_so() {
    let server = House::easygoing().open();
    let client = server.client();
    for user in ["nobody@example.com", "13900139000"] {
        let answer = logs_in(&client, user, PASSWORD).await;
        assert_eq!(said(&answer), (404, "The user was not found"));
        let answer = asks(&client, "forget_password", &[("user", user)]).await;
        assert_eq!(said(&answer), (404, "The user was not found"));
    }
    assert_eq!(client.inbox().await.len(), 0);
}

#[tokio::test]
async fn a_user_is_a_phone_or_a_mailbox() {
    let server = House::easygoing().open();
    let client = server.client();
    let rest = [("password", PASSWORD), ("new_password", PASSWORD), ("identifying_code", "123456")];
    for endpoint in ["check_register", "register", "login", "forget_password", "reset_password"] {
        for user in ["alice", "", " ", "110", "a@b", "a b@example.com", "１３８"] {
            let fields: Vec<_> = [("user", user)].into_iter().chain(rest).collect();
            let answer = asks(&client, endpoint, &fields).await;
            let sentence = "The user must be a mobile number or an email";
            assert_eq!(said(&answer), (400, sentence), "{endpoint} {user:?}");
        }
    }
}

#[tokio::test]
async fn a_password_of_another_length_leaves_the_code_good() {
    let server = House::easygoing().open();
    let client = server.client();
    let user = "bob@example.com";
    let right = code(&client, "check_register", user, user).await;
    let register = |password: &'static str| {
        let fields = [("user", user), ("password", password), ("identifying_code", &right)];
        let fields = fields.map(|(name, value)| (name, value.to_owned()));
        let client = client.clone();
        async move {
            let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            asks(&client, "register", &fields).await
        }
    };
    let long: &'static str = "x".repeat(5000).leak();
    for password in ["", "12345", "12345678901234567", long] {
        let answer = register(password).await;
        assert_eq!(said(&answer), (400, "The password must have 6 to 16 characters"));
    }
    assert_eq!(register("密码六个字符").await.status, 200);
    assert_eq!(logs_in(&client, user, "密码六个字符").await.status, 200);

    let right = code(&client, "forget_password", user, user).await;
    for (password, status) in [("12345", 400), ("1234567890123456", 200)] {
        let fields = [("user", user), ("identifying_code", &right), ("new_password", password)];
        assert_eq!(asks(&client, "reset_password", &fields).await.status, status);
    }
}

/// The text has a user who exists by the time the code comes back.
#[tokio::test]
async fn who_has_registered_meanwhile_already_exists() {
    let server = House::easygoing().open();
    let client = server.client();
    let user = "bob@example.com";
    let code = code(&client, "check_register", user, user).await;
    let taken = json!({ "email": user, "code": code, "password": "warm jasmine at noon" });
    assert_eq!(client.post("/v1/accounts", taken).await.status, 201);
    let again = super::asks(&client, "check_register", &[("user", user)]).await;
    assert_eq!(said(&again), (409, "The user already exists"));
    let fields = [("user", user), ("password", PASSWORD), ("identifying_code", &code)];
    let late = asks(&client, "register", &fields).await;
    assert_eq!(said(&late), (400, "The identifying code expired"), "a code is used once");
}

/// A number in the place of its digits, as some clients send it.
#[tokio::test]
async fn digits_may_come_as_a_number() {
    let server = House::easygoing().open();
    let client = server.client();
    let mut right = String::from("0");
    while right.starts_with('0') {
        right = code(&client, "check_register", "13800138000", "+8613800138000").await;
    }
    let (user, number) = (13_800_138_000_u64, right.parse::<u64>().unwrap());
    let body = json!({ "user": user, "password": PASSWORD, "identifying_code": number });
    let answer = client.post("/api/register", body).await;
    assert_eq!(said(&answer), (200, "Register user successfully"));
}

#[tokio::test]
async fn paths_answer_with_a_slash_too_many() {
    let server = House::easygoing().open();
    let client = server.client();
    for path in ["/api/login", "/api/login/", "//api/login", "//api/login/"] {
        let fields = [("user", "nobody@example.com"), ("password", PASSWORD)];
        let answer = post(&client, path, Written::Form, &fields).await;
        assert_eq!(said(&answer), (404, "The user was not found"), "{path}");
    }
    for path in ["/api", "/api/", "/api/login/login", "/api/login//", "/apis/login"] {
        let answer = client.post(path, json!({})).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn what_is_switched_off_is_not_there() {
    let server = House::easygoing().with("dialects.codes.enabled", false).open();
    let client = server.client();
    for endpoint in ["check_register", "register", "login", "forget_password", "reset_password"] {
        let answer = asks(&client, endpoint, &[("user", "bob@example.com")]).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"));
    }
}

#[tokio::test]
async fn requests_are_counted_by_contract_and_endpoint() {
    let server = House::easygoing().open();
    let client = server.client();
    registers(&client, "bob@example.com").await;
    logs_in(&client, "bob@example.com", PASSWORD).await;
    logs_in(&client, "bob@example.com", "wrong one").await;
    let page = client.get("/metrics").await.text;
    for (route, count) in [("/api/login", 2), ("/api/register", 1), ("/api/check_register", 1)] {
        let line = format!(
            "teahouse_contract_requests_total{{contract=\"codes\",route=\"{route}\"}} {count}"
        );
        assert!(page.contains(&line), "{line}\n{page}");
    }
}
