//! Registered through one, signed in through the others.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::{codes, phone};
use super::fronts::{ALL, Front};
use super::{MAIL, NEW, PASSWORD, PHONE, house};
use crate::support::{Client, Person, Server};

/// Signs in through these by this name, and is the same person everywhere.
async fn is_one_person(server: &Server, name: &str, fronts: impl IntoIterator<Item = Front>) {
    let mut uids = BTreeSet::new();
    for front in fronts {
        let given = front.signs_in(&server.client(), name).await;
        uids.extend(given.iter().map(|credential| credential.uid(server)));
    }
    assert_eq!(uids.len(), 1, "{name}: {uids:?}");
}

const BY_USERNAME: [Front; 5] =
    [Front::CaptchaSession, Front::Phone, Front::Clinic, Front::RestAuth, Front::Canonical];

#[tokio::test]
async fn a_username_is_one_everywhere() {
    let server = house().open();
    let client = server.client();
    for (n, front) in BY_USERNAME.into_iter().enumerate() {
        let name = format!("zhang{n}");
        let made = front.registers(&client, &name).await;
        assert!(front.is_registered(&made), "{front:?}: {}", made.text);
        is_one_person(&server, &name, BY_USERNAME).await;
    }
    is_one_person(&server, "ZHANG0@example.com", ALL.into_iter().filter(is_not_rest_auth)).await;
    counts_each_contract(&client).await;
}

/// Who has a username has no other name there.
fn is_not_rest_auth(front: &Front) -> bool {
    *front != Front::RestAuth
}

async fn counts_each_contract(client: &Client) {
    let page = client.get("/metrics").await.text;
    for contract in ["codes", "captcha_session", "phone", "clinic", "rest_auth"] {
        let line = format!("teahouse_contract_requests_total{{contract=\"{contract}\",");
        assert!(page.contains(&line), "{line}\n{page}");
    }
}

async fn registers_by_code(client: &Client, user: &str, to: &str) {
    let code = codes::code(client, "check_register", user, to).await;
    let fields = [("user", user), ("password", PASSWORD), ("identifying_code", code.as_str())];
    let answer = codes::asks(client, "register", &fields).await;
    assert!(Front::Codes.is_registered(&answer), "{}", answer.text);
}

#[tokio::test]
async fn an_address_is_one_everywhere() {
    let server = house().open();
    let client = server.client();
    registers_by_code(&client, MAIL, MAIL).await;
    is_one_person(&server, MAIL, ALL).await;
    registers_by_code(&client, PHONE, &format!("+86{PHONE}")).await;
    is_one_person(&server, PHONE, ALL).await;
    let code = client.code("register", "li@example.com").await;
    let body = json!({ "email": "li@example.com", "code": code, "password": PASSWORD });
    Person::of(&client, &client.post("/v1/accounts", body).await);
    is_one_person(&server, "li@example.com", ALL).await;
}

/// Who registered by a phone alone gets a password by it.
#[tokio::test]
async fn who_had_no_password_signs_in_everywhere_once_there_is_one() {
    let server = house().open();
    let client = server.client();
    phone::register_phone(&client, PHONE).await;
    for front in ALL {
        let refused = front.tries(&client, PHONE, PASSWORD).await;
        assert!(front.is_wrong_password(&refused), "{front:?}: {}", refused.text);
    }
    let code = phone::code(&client, "forgetPassword", PHONE).await;
    let body = json!({
        "account": PHONE, "phone_number": PHONE, "identifying": code, "new_password": NEW,
    });
    let answer = client.post(&format!("/user/forgetPassword/{PHONE}"), body).await;
    assert_eq!(answer.json["msg"], "login successful", "{}", answer.text);
    for front in ALL {
        front.signed_in(&front.tries(&client, PHONE, NEW).await);
    }
}
