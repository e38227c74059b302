//! What was answered over the wire holds after a `kill -9` right behind the answer, and under a
//! clock that jumps. The latter needs `libfaketime` (Debian package faketime).

use serde_json::{Value, json};

use crate::support::{Client, House, Person, Server, WallClock};

const EMAIL: &str = "alice@example.com";
const PASSWORD: &str = "warm jasmine at noon";
const OTHER_PASSWORD: &str = "cold oolong at midnight";

fn quick() -> House {
    House::default()
        .with("passwords.hash_memory_kibibytes", 7168)
        .with("passwords.hash_passes", 1)
        .with("codes.interval_seconds", 0)
        .with("limits.scale", 1_000)
}

/// Kills it right after an answer, and starts it again.
fn dies(server: &mut Server) {
    server.kill9();
    server.start_again();
}

fn new_account(name: &str, code: &str) -> Value {
    json!({"username": name, "email": EMAIL, "code": code, "password": PASSWORD})
}

/// Alice's access token.
async fn registered(client: &Client) -> String {
    let code = client.code("register", EMAIL).await;
    let answer = client.post("/v1/accounts", new_account("alice", &code)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json["access_token"].as_str().unwrap().to_owned()
}

async fn login(server: &Server, password: &str) -> u16 {
    let login = json!({"login": "alice", "password": password});
    server.client().post("/v1/sessions", login).await.status
}

async fn me(server: &Server, token: &str) -> u16 {
    server.client().with_token(token).get("/v1/me").await.status
}

#[tokio::test]
async fn accounts_passwords_and_logouts_outlive_a_kill_behind_the_answer() {
    let mut server = quick().open();
    let token = registered(&server.client()).await;
    dies(&mut server);
    assert_eq!(me(&server, &token).await, 200);

    let change = json!({"old_password": PASSWORD, "new_password": OTHER_PASSWORD});
    let changed = server.client().with_token(&token).put("/v1/me/password", change).await;
    assert_eq!(changed.status / 100, 2, "{}", changed.text);
    dies(&mut server);
    assert_eq!(login(&server, PASSWORD).await, 401);
    assert_eq!(login(&server, OTHER_PASSWORD).await, 201);

    let ended = server.client().with_token(&token).delete("/v1/sessions/current").await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    dies(&mut server);
    assert_eq!(me(&server, &token).await, 401);
}

#[tokio::test]
async fn a_used_code_stays_used_over_a_kill() {
    let mut server = quick().open();
    registered(&server.client()).await;
    let code = server.client().code("reset", EMAIL).await;
    let reset = json!({"login": EMAIL, "code": code, "new_password": OTHER_PASSWORD});
    let done = server.client().post("/v1/password-resets", reset.clone()).await;
    assert_eq!(done.status / 100, 2, "{}", done.text);
    dies(&mut server);
    let again = server.client().post("/v1/password-resets", reset).await;
    assert_eq!(again.code(), "wrong_code");
    assert_eq!(login(&server, OTHER_PASSWORD).await, 201);
}

/// BRUTE-05: a crash gives nobody a fresh set of tries.
#[tokio::test]
async fn tries_of_a_code_are_counted_over_kills() {
    let mut server = quick().open();
    let right = server.client().code("register", EMAIL).await;
    let wrong = if right.starts_with('1') { "222222" } else { "111111" };
    for _ in 0..5 {
        let guess = server.client().post("/v1/accounts", new_account("alice", wrong)).await;
        assert_eq!(guess.code(), "wrong_code");
        dies(&mut server);
    }
    let late = server.client().post("/v1/accounts", new_account("alice", &right)).await;
    assert_eq!(late.code(), "wrong_code");
}

/// OTP-08: a code lives for ten minutes.
#[tokio::test]
async fn a_code_expires_when_its_time_is_over() {
    let clock = WallClock::right();
    let server = clock.opens(quick());
    let early = server.client().code("register", EMAIL).await;
    clock.is_off_by("+540");
    let made = server.client().post("/v1/accounts", new_account("alice", &early)).await;
    assert_eq!(made.status, 201, "{}", made.text);

    let late = server.client().code("reset", EMAIL).await;
    clock.is_off_by("+1141");
    let reset = json!({"login": EMAIL, "code": late, "new_password": OTHER_PASSWORD});
    let refused = server.client().post("/v1/password-resets", reset).await;
    assert_eq!(refused.code(), "wrong_code");
    assert_eq!(login(&server, PASSWORD).await, 201);
}

/// OTP-09: a clock that is set back gives a code no second life.
#[tokio::test]
async fn a_clock_set_back_makes_no_code_live_longer() {
    let clock = WallClock::right();
    let server = clock.opens(quick());
    registered(&server.client()).await;
    clock.is_off_by("+540");
    let code = server.client().code("reset", EMAIL).await;
    clock.is_off_by("+1200");
    assert_eq!(login(&server, PASSWORD).await, 201);
    clock.is_off_by("-3600");
    let reset = json!({"login": EMAIL, "code": code, "new_password": OTHER_PASSWORD});
    let refused = server.client().post("/v1/password-resets", reset).await;
    assert_eq!(refused.code(), "wrong_code");
    assert_eq!(server.client().get("/readyz").await.status, 200);
}

/// SESS-04: unused for longer than a fortnight, or older than a month.
#[tokio::test]
async fn a_session_ends_when_it_is_unused_and_when_it_is_old() {
    let clock = WallClock::right();
    let mut server = clock.opens(quick());
    let client = server.client();
    let mut busy = Person::registers(&client, "busy").await;
    let mut idle = Person::registers(&client, "idle").await;
    clock.is_off_by("+10d");
    idle = Person::of(&client, &idle.refreshes().await);
    for days in ["+10d", "+20d", "+28d"] {
        clock.is_off_by(days);
        busy = Person::of(&client, &busy.refreshes().await);
    }
    assert_eq!(idle.refreshes().await.code(), "refresh_refused", "unused for 18 days");
    clock.is_off_by("+31d");
    assert_eq!(busy.refreshes().await.code(), "refresh_refused", "31 days old");
    dies(&mut server);
    let body = json!({"refresh_token": busy.refresh_token});
    let late = server.client().post("/v1/sessions/refresh", body).await;
    assert_eq!(late.code(), "refresh_refused", "a crash brings nothing back");
}

/// DUR-10.
#[tokio::test]
async fn a_clock_that_jumps_expires_by_rule_and_breaks_nothing() {
    let clock = WallClock::right();
    let mut server = clock.opens(quick());
    let token = registered(&server.client()).await;
    assert_eq!(me(&server, &token).await, 200);
    clock.is_off_by("+3d");
    assert_eq!(me(&server, &token).await, 401, "an access token lives for a quarter of an hour");
    assert_eq!(login(&server, PASSWORD).await, 201);

    clock.is_off_by("-1d");
    assert_eq!(me(&server, &token).await, 401, "it is not good again");
    assert_eq!(login(&server, PASSWORD).await, 201);
    dies(&mut server);
    assert_eq!(login(&server, PASSWORD).await, 201);
    assert!(server.stop().success());
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
