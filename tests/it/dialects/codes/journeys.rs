//! One account everywhere: who registered here is the same person to all others; letters through a
//! real mail server; time.

use serde_json::json;

use super::{PASSWORD, asks, code, logs_in, registers, said};
use crate::courier::other_side::OtherSide;
use crate::socket::talker::knock;
use crate::support::{House, WallClock};

#[tokio::test]
async fn a_token_is_a_session_until_the_password_is_reset() {
    let server = House::easygoing().open();
    let client = server.client();
    let user = "bob@example.com";
    registers(&client, user).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let answer = logs_in(&client, user, PASSWORD).await;
        tokens.push(answer.json["message"].as_str().unwrap().to_owned());
    }
    let signed_in = client.with_token(&tokens[0]);
    let me = signed_in.get("/v1/me").await;
    assert_eq!(me.json["email"]["address"], user);
    assert!(me.json["email"]["verified_at"].is_i64(), "a code came back from it");
    let devices = signed_in.get("/v1/sessions").await;
    assert_eq!(devices.json["sessions"].as_array().unwrap().len(), 2, "{}", devices.text);
    let bearer = format!("Bearer {}", tokens[0]);
    assert!(knock(server.address(), "/ws", &[("authorization", &bearer)]).is_ok());
    let v1 = json!({ "login": user, "password": PASSWORD });
    assert_eq!(client.post("/v1/sessions", v1).await.status, 201);

    let code = code(&client, "forget_password", user, user).await;
    let fields = [("user", user), ("identifying_code", &code), ("new_password", "anew4two")];
    assert_eq!(asks(&client, "reset_password", &fields).await.status, 200);
    for token in tokens {
        assert_eq!(client.with_token(&token).get("/v1/me").await.status, 401);
        let bearer = format!("Bearer {token}");
        let refused = knock(server.address(), "/ws", &[("authorization", &bearer)]);
        assert_eq!(refused.err(), Some(401));
    }
}

/// The contract knows no refresh, so its token lives as long as its session.
#[tokio::test]
async fn a_token_outlives_the_access_tokens_of_v1_and_not_its_session() {
    let clock = WallClock::right();
    let server = clock.opens(House::easygoing());
    let client = server.client();
    registers(&client, "bob@example.com").await;
    let answer = logs_in(&client, "bob@example.com", PASSWORD).await;
    let signed_in = client.with_token(answer.json["message"].as_str().unwrap());
    for (day, status) in [("+1d", 200), ("+13d", 200), ("+26d", 200), ("+31d", 401)] {
        clock.is_off_by(day);
        assert_eq!(signed_in.get("/v1/me").await.status, status, "{day}");
        // What was seen is written lazily: the next durable write takes it along.
        logs_in(&client, "bob@example.com", PASSWORD).await;
    }
}

#[tokio::test]
async fn a_code_expires_after_three_minutes() {
    let clock = WallClock::right();
    let server = clock.opens(House::easygoing());
    let client = server.client();
    let user = "bob@example.com";
    let early = code(&client, "check_register", user, user).await;
    clock.is_off_by("+170");
    let fields = [("user", user), ("password", PASSWORD), ("identifying_code", &early)];
    assert_eq!(asks(&client, "register", &fields).await.status, 200);
    let late = code(&client, "forget_password", user, user).await;
    clock.is_off_by("+351");
    let fields = [("user", user), ("identifying_code", &late), ("new_password", "anew4two")];
    let answer = asks(&client, "reset_password", &fields).await;
    assert_eq!(said(&answer), (400, "The identifying code expired"));
    assert_eq!(logs_in(&client, user, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn codes_arrive_through_a_real_mail_server() {
    let mut sink = OtherSide::start("smtp_sink.py", &[]).await;
    let server = House::easygoing()
        .with("mail.host", "127.0.0.1")
        .with("mail.port", sink.port)
        .with("mail.tls", "none")
        .with("mail.from", "tea@example.com")
        .open();
    let client = server.client();
    let user = "bob@example.com";
    let mut read_code = async || {
        let mail = sink.says().await;
        assert_eq!(mail["to"], json!([user]), "{mail}");
        let text = mail["parts"]["text/plain"].as_str().unwrap();
        let code = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6);
        code.unwrap_or_else(|| panic!("{mail}")).to_owned()
    };
    assert_eq!(asks(&client, "check_register", &[("user", user)]).await.status, 200);
    let code = read_code().await;
    let fields = [("user", user), ("password", PASSWORD), ("identifying_code", code.as_str())];
    assert_eq!(asks(&client, "register", &fields).await.status, 200);
    assert_eq!(asks(&client, "forget_password", &[("user", user)]).await.status, 200);
    let code = read_code().await;
    let fields = [("user", user), ("identifying_code", &code), ("new_password", "anew4two")];
    assert_eq!(asks(&client, "reset_password", &fields).await.status, 200);
    assert_eq!(logs_in(&client, user, "anew4two").await.status, 200);
}
