//! What people try (rows of the abuse list in brackets).

use serde_json::json;

use super::super::walker::{Contract, Place};
use super::{PASSWORD, asks, code, logs_in, other_than, registers, said};
use crate::support::{Answer, House, Person};

const PLACES: [Place; 5] = [
    Place { path: "/api/check_register", fields: &[("user", "nobody")], methods: &[] },
    Place {
        path: "/api/register",
        fields: &[
            ("user", "nobody@example.com"),
            ("password", PASSWORD),
            ("identifying_code", "123456"),
        ],
        methods: &[],
    },
    Place {
        path: "/api/login",
        fields: &[("user", "nobody@example.com"), ("password", PASSWORD)],
        methods: &[],
    },
    Place { path: "/api/forget_password", fields: &[("user", "nobody")], methods: &[] },
    Place {
        path: "/api/reset_password",
        fields: &[
            ("user", "nobody@example.com"),
            ("identifying_code", "123456"),
            ("new_password", PASSWORD),
        ],
        methods: &[],
    },
];

fn is_refusal(answer: &Answer) -> bool {
    let fields = answer.json.as_object().unwrap();
    fields.len() == 2
        && fields["status_code"] == answer.status
        && fields["message"].is_string()
        && (400..500).contains(&answer.status)
}

#[tokio::test]
async fn whatever_comes_is_refused_in_the_shape_of_the_contract() {
    let server = House::easygoing().open();
    let contract = Contract { server: &server, places: &PLACES, is_refusal, headers: Vec::new() };
    assert!(contract.stands().await > 300);
}

#[tokio::test]
async fn a_code_is_bound_to_its_address_and_purpose_and_good_once() {
    let server = House::easygoing().open();
    let client = server.client();
    let (bob, eve) = ("bob@example.com", "eve@example.com");
    registers(&client, bob).await;
    let for_eve = code(&client, "check_register", eve, eve).await;
    let for_bob = code(&client, "forget_password", bob, bob).await;
    let expired = (400, "The identifying code expired");
    let reset = async |user: &str, code: &str| {
        let fields = [("user", user), ("identifying_code", code), ("new_password", "anew4two")];
        asks(&client, "reset_password", &fields).await
    };
    assert_eq!(said(&reset(bob, &for_eve).await), expired, "another's code");
    let again = code(&client, "forget_password", bob, bob).await;
    if again != for_bob {
        assert_eq!(said(&reset(bob, &for_bob).await), expired, "the next takes its place");
    }
    assert_eq!(reset(bob, &again).await.status, 200);
    assert_eq!(said(&reset(bob, &again).await), expired, "once");
    let fields = [("user", eve), ("password", PASSWORD), ("identifying_code", &again)];
    assert_eq!(said(&asks(&client, "register", &fields).await), expired, "another purpose");
}

#[tokio::test]
async fn the_fifth_wrong_guess_kills_a_code() {
    let server = House::easygoing().open();
    let client = server.client();
    let bob = "bob@example.com";
    let right = code(&client, "check_register", bob, bob).await;
    let register = async |code: &str| {
        let fields = [("user", bob), ("password", PASSWORD), ("identifying_code", code)];
        asks(&client, "register", &fields).await
    };
    for _ in 0..5 {
        assert_eq!(register(&other_than(&right)).await.status, 400);
    }
    assert_eq!(said(&register(&right).await), (400, "The identifying code expired"));
}

/// A waiting room in the contract's own shape, with the header that tells how long.
fn must_wait(answer: &Answer) {
    assert_eq!(said(answer), (429, "Too many tries, come back later"));
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!(seconds >= 1);
}

fn cheap() -> House {
    House::default().with("passwords.hash_memory_kibibytes", 7168).with("passwords.hash_passes", 1)
}

#[tokio::test]
async fn an_address_is_sent_one_code_a_minute() {
    let server = cheap().open();
    let client = server.client();
    let ask = || asks(&client, "check_register", &[("user", "bob@example.com")]);
    assert_eq!(ask().await.status, 200);
    must_wait(&ask().await);
}

/// ENUM-01: the contract tells who exists, but not to who asks about everybody.
#[tokio::test]
async fn who_asks_about_many_addresses_has_to_wait() {
    let server = cheap().open();
    let client = server.client();
    registers(&client, "bob@example.com").await;
    for n in 0..9 {
        let user = format!("free{n}@example.com");
        assert_eq!(asks(&client, "check_register", &[("user", &user)]).await.status, 200);
    }
    for user in ["free10@example.com", "bob@example.com"] {
        must_wait(&asks(&client, "check_register", &[("user", user)]).await);
    }
}

/// ENUM-02.
#[tokio::test]
async fn a_deployment_may_choose_that_nobody_learns_who_exists() {
    let server = House::easygoing().with("dialects.codes.enumeration", "uniform").open();
    let client = server.client();
    let bob = "bob@example.com";
    registers(&client, bob).await;
    let before = client.inbox().await.len();
    let answer = asks(&client, "check_register", &[("user", bob)]).await;
    assert_eq!(said(&answer), (200, "The email identifying code send successfully"));
    let letter = client.letter(0, |letter| letter["to"] == bob && letter["code"].is_null()).await;
    assert!(letter["text"].is_string());
    let answer = asks(&client, "forget_password", &[("user", "nobody@example.com")]).await;
    assert_eq!(said(&answer), (200, "The identifying code send successfully"));
    for user in [bob, "nobody@example.com"] {
        let answer = logs_in(&client, user, "wrong one").await;
        assert_eq!(said(&answer), (403, "User login failed"), "{user}");
    }
    assert_eq!(client.inbox().await.len(), before + 1);
}

/// ENUM-03: what is tried here counts at the other doors, too.
#[tokio::test]
async fn unknown_names_are_counted_over_all_doors() {
    let server = cheap().open();
    let client = server.client();
    for n in 0..10 {
        let answer = logs_in(&client, &format!("nobody{n}@example.com"), PASSWORD).await;
        assert_eq!(said(&answer), (404, "The user was not found"));
    }
    must_wait(&logs_in(&client, "nobody11@example.com", PASSWORD).await);
    let v1 = json!({ "login": "nobody12@example.com", "password": PASSWORD });
    let answer = client.post("/v1/sessions", v1).await;
    assert_eq!((answer.status, answer.code()), (429, "rate_limited"));
}

#[tokio::test]
async fn a_password_is_not_guessed() {
    let server = cheap().open();
    let client = server.client();
    registers(&client, "bob@example.com").await;
    let mut answers = Vec::new();
    for n in 0..12 {
        answers.push(logs_in(&client, "bob@example.com", &format!("guess{n}")).await);
    }
    assert_eq!(said(&answers[0]), (403, "User login failed"));
    must_wait(&answers[11]);
}

/// What nobody asks for is not taken: no role, no number, no other name.
#[tokio::test]
async fn nobody_gives_himself_more_than_the_contract_does() {
    let server = House::easygoing().open();
    let client = server.client();
    let bob = "bob@example.com";
    let code = code(&client, "check_register", bob, bob).await;
    let body = json!({
        "user": bob, "password": PASSWORD, "identifying_code": code,
        "role": "admin", "uid": 1, "is_superuser": true, "username": "root", "phone": "13800138000",
    });
    assert_eq!(client.post("/api/register", body).await.status, 200);
    let answer = logs_in(&client, bob, PASSWORD).await;
    let me = client.with_token(answer.json["message"].as_str().unwrap()).get("/v1/me").await;
    assert_eq!(me.json["role"], "normal_user");
    assert!(me.json["username"].is_null() && me.json["phone"].is_null(), "{}", me.text);
}

#[tokio::test]
async fn who_is_disabled_is_told_no_more_than_a_wrong_password() {
    let server = House::easygoing().open();
    let client = server.client();
    registers(&client, "bob@example.com").await;
    let admin = Person::becomes_admin(&server, "boss").await;
    let answer = logs_in(&client, "bob@example.com", PASSWORD).await;
    let token = answer.json["message"].as_str().unwrap().to_owned();
    let bob = client.with_token(&token).get("/v1/me").await.json["uid"].as_u64().unwrap();
    let place = format!("/v1/admin/accounts/{bob}");
    let off = admin.client.patch(&place, json!({ "active": false })).await;
    assert_eq!(off.status, 200, "{}", off.text);
    assert_eq!(said(&logs_in(&client, "bob@example.com", PASSWORD).await).0, 403);
    assert_eq!(client.with_token(&token).get("/v1/me").await.status, 401);
}

#[tokio::test]
async fn neither_codes_nor_passwords_nor_tokens_are_in_the_log() {
    let server = House::easygoing().with("log.level", "debug").open();
    let client = server.client();
    let bob = "bob@example.com";
    let code = code(&client, "check_register", bob, bob).await;
    let secret = "hush4hush";
    let fields = [("user", bob), ("password", secret), ("identifying_code", &code)];
    assert_eq!(asks(&client, "register", &fields).await.status, 200);
    let answer = logs_in(&client, bob, secret).await;
    let log = server.log();
    assert!(log.contains("/api/login"), "{log}");
    for hidden in [secret, &code, bob, answer.json["message"].as_str().unwrap()] {
        assert!(!log.contains(hidden), "{hidden}");
    }
}
