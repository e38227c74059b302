//! Guessing who is here, and their passwords.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Client, House, PASSWORD, Person, Server};

/// Limits as they are, hashes cheap.
fn limited() -> House {
    House::default()
        .with("passwords.hash_memory_kibibytes", 7168)
        .with("passwords.hash_passes", 1)
        .with("limits.registrations", "1000/min")
        .with("server.trusted_proxies", "127.0.0.1")
}

async fn sign_in_from(client: &Client, from: &str, login: &str, password: &str) -> Answer {
    let body = json!({ "login": login, "password": password });
    let request = client.request(Method::POST, "/v1/sessions").json(&body);
    client.send(request.header("x-forwarded-for", from)).await
}

/// The answer without what is another in every answer.
fn said(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut json = answer.json.clone();
    json["instance"] = json!(null);
    let names = answer.headers.keys().map(ToString::to_string).collect();
    (answer.status, json.to_string(), names)
}

/// ENUM-05, without a stopwatch: what takes the time is done as often for a stranger.
#[tokio::test]
async fn an_unknown_name_costs_as_many_hashes_as_a_wrong_password() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers_with_email(&client, "alice@example.com").await;
    let hashes = async || -> u64 {
        let page = client.get("/metrics").await.text;
        let line = page.lines().find(|line| line.starts_with("teahouse_password_hashes_total "));
        line.and_then(|line| line.rsplit(' ').next()).unwrap().parse().unwrap()
    };
    for login in ["alice@example.com", "nobody@example.com", "nobody", "+8613800138000"] {
        let before = hashes().await;
        for _ in 0..3 {
            let body = json!({ "login": login, "password": "not this one" });
            assert_eq!(client.post("/v1/sessions", body).await.status, 401);
        }
        assert_eq!(hashes().await, before + 3, "{login}");
        let body =
            json!({ "login": login, "code": "000000", "new_password": "green needles, rain" });
        client.post("/v1/password-resets", body).await;
        let expected = if login == "nobody" { before + 3 } else { before + 4 };
        assert_eq!(hashes().await, expected, "{login}: what cannot be sent a code is no secret");
    }
}

/// ENUM-04: who is not here and who mistypes are answered alike. That it takes as long is a test of
/// the hashing itself.
#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_answered_alike() {
    let server = House::easygoing().open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    let sign_in = async |login: &str| {
        client.post("/v1/sessions", json!({ "login": login, "password": "not this one" })).await
    };
    let (known, unknown) = (sign_in("alice").await, sign_in("nobody").await);
    assert_eq!((known.status, known.code()), (401, "invalid_credentials"));
    assert_eq!(said(&known), said(&unknown));
    assert_eq!(known.text.len(), unknown.text.len());
}

/// ENUM-02: asking for a code tells nothing; the owner alone is told, in a letter without a code.
#[tokio::test]
async fn asking_for_a_code_tells_nobody_who_is_here() {
    let server = House::easygoing().open();
    let client = server.client();
    let email = "alice@example.com";
    Person::registers_with_email(&client, email).await;
    for purpose in ["register", "login", "reset", "verify"] {
        let ask = async |to: &str| {
            client.post("/v1/codes", json!({ "purpose": purpose, "to": to })).await
        };
        let (known, unknown) = (ask(email).await, ask("nobody@example.com").await);
        assert_eq!(known.status, 202, "{}", known.text);
        assert_eq!(said(&known), said(&unknown));
    }
    let told = client.letter(0, |letter| letter["purpose"] == "account_exists").await;
    assert_eq!(told["to"], email);
    assert!(told.get("code").is_none(), "{told}");
    // By now the letters that were promised before this one are there.
    let last = client.code("verify", "last@example.com").await;
    assert_eq!(last.len(), 6);
    let inbox = client.inbox().await;
    let sent = |to: &str| -> Vec<String> {
        let to_them = inbox.iter().filter(|letter| letter["to"] == to);
        let mut purposes: Vec<_> = to_them.map(|letter| letter["purpose"].to_string()).collect();
        purposes.sort();
        purposes
    };
    assert_eq!(sent("nobody@example.com"), ["\"register\"", "\"verify\""]);
}

/// ENUM-03, BRUTE-04: unknown names are counted by the address that the trusted proxy names last.
#[tokio::test]
async fn one_address_asks_for_ten_unknown_names() {
    let server = limited().open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    for number in 0..10 {
        let from = format!("1.1.1.{number}, 9.9.9.9");
        let answer = sign_in_from(&client, &from, &format!("nobody{number}"), PASSWORD).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
    }
    for name in ["nobody", "alice"] {
        let answer = sign_in_from(&client, "2.2.2.2, 9.9.9.9", name, PASSWORD).await;
        assert_eq!((answer.status, answer.code()), (429, "rate_limited"), "{name}");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
    assert_eq!(sign_in_from(&client, "9.9.9.10", "alice", PASSWORD).await.status, 201);
}

/// BRUTE-01: strangers who guess lock nobody out who is known from where they are.
#[tokio::test]
async fn strangers_who_guess_are_stopped_and_the_owner_is_not() {
    let server = limited().open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    let home = "203.0.113.9";
    assert_eq!(sign_in_from(&client, home, "alice", PASSWORD).await.status, 201);
    let (mut wrong, mut stopped) = (0, 0);
    for number in 0..100 {
        let from = format!("198.51.100.{}", number % 20);
        match sign_in_from(&client, &from, "alice", &format!("guess number {number}")).await.status
        {
            401 => wrong += 1,
            429 => stopped += 1,
            status => panic!("{status}"),
        }
    }
    assert_eq!((wrong, stopped), (10, 90));
    let right = sign_in_from(&client, "198.51.100.77", "alice", PASSWORD).await;
    assert_eq!(right.status, 429, "a stranger learns nothing by guessing right");
    assert_eq!(sign_in_from(&client, home, "alice", PASSWORD).await.status, 201);
}

/// BRUTE-02: one password for many accounts.
#[tokio::test]
async fn who_tries_one_account_after_the_other_is_stopped() {
    let server = limited().with("limits.logins", "1000/min").open();
    let client = server.client();
    for number in 0..22 {
        Person::registers(&client, &format!("guest{number}")).await;
    }
    let mut statuses = Vec::new();
    for number in 0..22 {
        let name = format!("guest{number}");
        statuses.push(sign_in_from(&client, "9.9.9.9", &name, "Summer2026 sun").await.status);
    }
    assert_eq!(statuses[..20], [401; 20]);
    assert_eq!(statuses[20..], [429; 2]);
    assert_eq!(sign_in_from(&client, "9.9.9.9", "guest21", PASSWORD).await.status, 429);
    assert_eq!(sign_in_from(&client, "9.9.9.8", "guest21", PASSWORD).await.status, 201);
}

/// BRUTE-03: from a peer that is no trusted proxy the headers mean nothing.
#[tokio::test]
async fn a_made_up_address_is_not_believed() {
    let server = limited().with("server.trusted_proxies", "10.9.8.7").open();
    let client = server.client();
    Person::registers(&client, "alice").await;
    let mut statuses = Vec::new();
    for number in 0..7 {
        let from = format!("198.51.100.{number}");
        let body = json!({ "login": "alice", "password": "not this one" });
        let request = client.request(Method::POST, "/v1/sessions").json(&body);
        let request = request.header("x-forwarded-for", &from).header("x-real-ip", &from);
        let request = request.header("forwarded", format!("for={from}"));
        statuses.push(client.send(request).await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
}

/// S0's and S4's floods of registrations (ENUM-07), and resets.
#[tokio::test]
async fn registrations_and_resets_are_counted_by_address() {
    let server = House::default()
        .with("limits.registrations", "3/min")
        .with("limits.resets", "3/min")
        .with("passwords.hash_memory_kibibytes", 7168)
        .open();
    let four = async |path: &str, body: serde_json::Value| {
        let client = server.client();
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(client.post(path, body.clone()).await.status);
        }
        statuses
    };
    let registration = json!({ "username": "alice", "password": PASSWORD });
    assert_eq!(four("/v1/accounts", registration).await, [201, 409, 409, 429]);
    let reset = json!({ "login": "a@example.com", "code": "123456", "new_password": "green needles, rain" });
    assert_eq!(four("/v1/password-resets", reset).await, [403, 403, 403, 429]);
}

/// BRUTE-05: the tries of a code are counted durably.
#[tokio::test]
async fn a_crash_gives_nobody_new_tries_at_a_code() {
    let mut server = House::easygoing().open();
    let client = server.client();
    let email = "alice@example.com";
    Person::registers_with_email(&client, email).await;
    let code = client.code("login", email).await;
    for number in 0..5 {
        assert_eq!(sign_in_by_code(&server, email, &wrong(&code, number)).await, 403);
    }
    server.kill9();
    server.start_again();
    assert_eq!(sign_in_by_code(&server, email, &code).await, 403);
}

async fn sign_in_by_code(server: &Server, email: &str, code: &str) -> u16 {
    server.client().post("/v1/sessions", json!({ "login": email, "code": code })).await.status
}

/// Another code of six digits.
fn wrong(code: &str, number: u32) -> String {
    let right: u32 = code.parse().unwrap();
    format!("{:06}", (right + 1 + number) % 1_000_000)
}
