//! RACE-01: one name, fifty at once, every contract.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::super::{captcha_session, codes};
use super::fronts::{ALL, Front, browser};
use super::{MAIL, PASSWORD, house};
use crate::support::{Answer, Client, Person, Server};

const BY_USERNAME: [Front; 5] =
    [Front::CaptchaSession, Front::Phone, Front::Clinic, Front::RestAuth, Front::Canonical];

/// All accounts, as an admin sees them.
async fn accounts(server: &Server) -> Vec<Value> {
    let admin = Person::becomes_admin(server, "keeper").await;
    let answer = admin.client.get("/v1/admin/accounts?limit=200").await;
    let all = answer.json["accounts"].as_array().unwrap().clone();
    all.into_iter().filter(|account| account["username"] != "keeper").collect()
}

/// With a mailbox of its own each time, where one is needed.
async fn registers_zhang(client: &Client, front: Front, n: usize) -> Answer {
    if front != Front::CaptchaSession {
        return front.registers(client, "zhang").await;
    }
    let email = format!("zhang{n}@example.com");
    let fields = [("uname", "Zhang"), ("email", &email), ("password", PASSWORD)];
    captcha_session::posts(&mut browser(client), "/user/register", &fields).await
}

#[tokio::test]
async fn one_of_fifty_gets_the_username() {
    let server = house().open();
    let client = server.client();
    let fronts: Vec<Front> = BY_USERNAME.into_iter().cycle().take(50).collect();
    let all = fronts.iter().enumerate().map(|(n, front)| registers_zhang(&client, *front, n));
    let answers = join_all(all).await;
    let mut winners = 0;
    for (front, answer) in fronts.iter().zip(&answers) {
        match front.is_registered(answer) {
            true => winners += 1,
            false => assert!(front.is_taken(answer), "{front:?}: {}", answer.text),
        }
    }
    assert_eq!(winners, 1);
    let accounts = accounts(&server).await;
    assert_eq!(accounts.len(), 1, "{accounts:?}");
}

/// How one address is registered: with the code, or merely claimed beside a username.
async fn registers_mail(client: &Client, front: Front, n: usize, code: &str) -> Answer {
    let name = format!("zhang{n}");
    match front {
        Front::Codes => {
            let fields = [("user", MAIL), ("password", PASSWORD), ("identifying_code", code)];
            codes::asks(client, "register", &fields).await
        }
        Front::CaptchaSession => {
            let fields = [("uname", name.as_str()), ("email", MAIL), ("password", PASSWORD)];
            captcha_session::posts(&mut browser(client), "/user/register", &fields).await
        }
        Front::RestAuth => {
            let body = json!({
                "username": name, "email": MAIL, "password1": PASSWORD, "password2": PASSWORD,
            });
            client.post("/rest-auth/registration/", body).await
        }
        _ => {
            let body = json!({ "email": MAIL, "code": code, "password": PASSWORD });
            client.post("/v1/accounts", body).await
        }
    }
}

/// A code is good once, so whoever else came with it hears that it is spent or the address taken;
/// and who only claims the address never keeps it from who proves it.
#[tokio::test]
async fn one_of_forty_gets_the_address_and_it_is_who_proves_it() {
    let server = house().open();
    let client = server.client();
    let code = codes::code(&client, "check_register", MAIL, MAIL).await;
    let fronts = [Front::Codes, Front::CaptchaSession, Front::RestAuth, Front::Canonical];
    let fronts: Vec<Front> = fronts.into_iter().cycle().take(40).collect();
    let all = fronts.iter().enumerate();
    let answers = join_all(all.map(|(n, front)| registers_mail(&client, *front, n, &code))).await;
    let (mut proven, mut claimed) = (0, 0);
    for (front, answer) in fronts.iter().zip(&answers) {
        let proves = [Front::Codes, Front::Canonical].contains(front);
        match front.is_registered(answer) {
            true if proves => proven += 1,
            true => claimed += 1,
            false => assert!(hears_taken(*front, answer), "{front:?}: {}", answer.text),
        }
    }
    assert_eq!(proven, 1);
    assert!(claimed <= 1, "{claimed} have claimed one address");
    let accounts = accounts(&server).await;
    assert_eq!(accounts.len(), proven + claimed, "{accounts:?}");
    let has_proven = |account: &&Value| account["username"].is_null();
    let owner = accounts.iter().find(has_proven).unwrap()["uid"].as_u64().unwrap();
    for front in ALL {
        for credential in front.signs_in(&client, MAIL).await {
            assert_eq!(credential.uid(&server), owner, "{front:?}");
        }
    }
}

fn hears_taken(front: Front, answer: &Answer) -> bool {
    match front {
        Front::Codes => {
            let spent = json!("The identifying code expired");
            front.is_taken(answer) || answer.json["message"] == spent
        }
        Front::CaptchaSession => answer.json == json!({ "msg": "邮箱已存在" }),
        Front::RestAuth => {
            let taken = "A user is already registered with this e-mail address.";
            answer.json == json!({ "email": [taken] })
        }
        _ => ["taken", "wrong_code"].contains(&answer.code()),
    }
}
