//! What every credential opens, and when it ends.

use serde_json::{Value, json};

use super::deeds::{changes, resets};
use super::fronts::{ALL, Credential, Front, cookie_of};
use super::{MAIL, NEW, PASSWORD, PHONE, house};
use crate::socket::talker::Talker;
use crate::support::{Answer, Client, Person, Server};

/// Has proven a mail address or a phone number.
async fn settles(client: &Client, kind: &str, address: &str) -> Person {
    let code = client.code("register", address).await;
    let body = json!({ kind: address, "code": code, "password": PASSWORD });
    Person::of(client, &client.post("/v1/accounts", body).await)
}

async fn devices(person: &Person) -> Vec<Value> {
    let answer = person.client.get("/v1/sessions").await;
    let sessions = answer.json["sessions"].as_array().unwrap().iter();
    sessions.map(|session| session["id"].clone()).collect()
}

/// Signed in through every front, each with an open socket.
async fn everywhere(server: &Server, name: &str) -> Vec<(Front, Credential, Talker)> {
    let mut all = Vec::new();
    for front in ALL {
        for credential in front.signs_in(&server.client(), name).await {
            let talker = credential.converses(server);
            all.push((front, credential, talker));
        }
    }
    all
}

async fn is_over(server: &Server, credential: &Credential, talker: &mut Talker) {
    assert!(!credential.is_good(server).await, "{credential:?}");
    assert_eq!(talker.closed().0, 4501, "{credential:?}");
}

#[tokio::test]
async fn every_credential_opens_a_socket_and_is_ended_as_a_device() {
    let server = house().open();
    let client = server.client();
    let zhang = settles(&client, "email", MAIL).await;
    let mut here = zhang.client.get("/v1/me").await;
    for front in ALL {
        let before = devices(&zhang).await;
        let given = front.signs_in(&client, MAIL).await;
        let mut sockets: Vec<_> = given.iter().map(|it| it.converses(&server)).collect();
        let mut new = devices(&zhang).await;
        new.retain(|id| !before.contains(id));
        assert_eq!(new.len(), given.len(), "{front:?}");
        for id in &new {
            let path = format!("/v1/sessions/{}", id.as_str().unwrap());
            assert_eq!(zhang.client.delete(&path).await.status, 204, "{front:?}");
        }
        for (credential, talker) in given.iter().zip(&mut sockets) {
            is_over(&server, credential, talker).await;
        }
        here = zhang.client.get("/v1/me").await;
        assert_eq!(here.status, 200, "{front:?}: his own device stays");
    }
    assert_eq!(here.json["uid"], zhang.uid);
}

/// OTP-15.
#[tokio::test]
async fn a_reset_through_any_contract_ends_what_every_contract_gave() {
    for front in ALL.into_iter().filter(|front| *front != Front::Clinic) {
        let server = house().open();
        let client = server.client();
        let (name, to) = match front {
            Front::Phone => (PHONE, "+8613800138000"),
            _ => (MAIL, MAIL),
        };
        let kind = if front == Front::Phone { "phone" } else { "email" };
        settles(&client, kind, to).await;
        let mut signed_in = everywhere(&server, name).await;
        let answer = resets(&client, front).await;
        assert!((200..300).contains(&answer.status), "{front:?}: {}", answer.text);
        for (_, credential, talker) in &mut signed_in {
            is_over(&server, credential, talker).await;
        }
        let signs_in = answer.headers.contains_key("authorization") || cookie_of(&answer).is_some();
        assert_eq!(signs_in, front == Front::Phone, "only one contract says so");
        client.letter(0, |it| it["to"] == to && it["purpose"] == "password_reset").await;
        only_the_new_password_counts(&client, name).await;
    }
}

#[tokio::test]
async fn a_change_through_any_contract_ends_what_the_others_gave() {
    for front in [Front::CaptchaSession, Front::Clinic, Front::RestAuth, Front::Canonical] {
        let server = house().open();
        let client = server.client();
        settles(&client, "email", MAIL).await;
        let mut signed_in = everywhere(&server, MAIL).await;
        let own = signed_in.iter().position(|(other, ..)| *other == front).unwrap();
        let (_, holder, mut talker) = signed_in.remove(own);
        let answer: Answer = changes(&client, front, &holder).await;
        assert!((200..300).contains(&answer.status), "{front:?}: {}", answer.text);
        for (_, credential, talker) in &mut signed_in {
            is_over(&server, credential, talker).await;
        }
        match front {
            Front::RestAuth => is_over(&server, &holder, &mut talker).await,
            _ => {
                assert!(holder.is_good(&server).await, "{front:?}");
                assert_eq!(talker.ask(json!({"type": "ping", "id": "1"}))["type"], "pong");
            }
        }
        client.letter(0, |it| it["to"] == MAIL && it["purpose"] == "password_changed").await;
        only_the_new_password_counts(&client, MAIL).await;
    }
}

async fn only_the_new_password_counts(client: &Client, name: &str) {
    for front in ALL {
        let refused = front.tries(client, name, PASSWORD).await;
        assert!(front.is_wrong_password(&refused), "{front:?}: {}", refused.text);
        front.signed_in(&front.tries(client, name, NEW).await);
    }
}
