//! A session that ends, whatever ends it, takes its sockets with it (WS-03).

use serde_json::json;

use super::{people, socket};
use crate::socket::talker::Talker;
use crate::support::{House, PASSWORD, Person, Server};

const ANOTHER: &str = "cool bergamot at dusk";

/// The socket is closed for good, and soon: its read would time out otherwise.
fn is_shown_out(mut talker: Talker) {
    assert_eq!(talker.closed().0, 4501);
}

#[tokio::test]
async fn who_signs_out_anywhere_is_shown_out_there_and_nowhere_else() {
    let (server, [alice]) = people(["alice"]).await;
    let phone = Person::signs_in(&server.client(), "alice").await;
    let laptop = Person::signs_in(&server.client(), "alice").await;
    let (mut hers, phones, laptops) =
        (socket(&server, &alice), socket(&server, &phone), socket(&server, &laptop));
    let left = phone.client.delete("/v1/sessions/current").await;
    assert!(left.status < 300, "{}", left.text);
    is_shown_out(phones);
    let ended = alice.client.delete(&format!("/v1/sessions/{}", laptop.session)).await;
    assert!(ended.status < 300, "{}", ended.text);
    is_shown_out(laptops);
    assert!(hers.catch_up().is_empty());
}

#[tokio::test]
async fn a_new_password_shows_the_other_devices_out() {
    let (server, [alice]) = people(["alice"]).await;
    let phone = Person::signs_in(&server.client(), "alice").await;
    let (mut hers, phones) = (socket(&server, &alice), socket(&server, &phone));
    let change = json!({ "old_password": PASSWORD, "new_password": ANOTHER });
    assert_eq!(alice.client.put("/v1/me/password", change).await.status, 204);
    is_shown_out(phones);
    assert!(hers.catch_up().is_empty());
}

#[tokio::test]
async fn a_reset_password_shows_everybody_out() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, "alice@example.com").await;
    let hers = socket(&server, &alice);
    let code = client.code("reset", "alice@example.com").await;
    let reset = json!({ "login": "alice@example.com", "code": code, "new_password": ANOTHER });
    let answer = client.post("/v1/password-resets", reset).await;
    assert!(answer.status < 300, "{}", answer.text);
    is_shown_out(hers);
}

#[tokio::test]
async fn who_is_disabled_or_leaves_is_shown_out() {
    let (server, [alice, bob, carol]) = people(["alice", "bob", "carol"]).await;
    let keeper = Person::becomes_admin(&server, "keeper").await;
    let disables = |uid: u64| format!("/v1/admin/accounts/{uid}");
    let hers = socket(&server, &alice);
    let answer = keeper.client.patch(&disables(alice.uid), json!({ "active": false })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    is_shown_out(hers);

    let his = socket(&server, &bob);
    let request = bob.client.request(reqwest::Method::DELETE, "/v1/me");
    let left = bob.client.send(request.json(&json!({ "password": PASSWORD }))).await;
    assert_eq!(left.status, 204, "{}", left.text);
    is_shown_out(his);

    let carols = socket(&server, &carol);
    by_command(&server, "carol").await;
    is_shown_out(carols);
}

async fn by_command(server: &Server, name: &str) {
    let mut command = server.command(&["admin", "disable", name]);
    let ran = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test]
async fn a_refresh_token_that_was_used_before_shows_its_whole_session_out() {
    let server = House::easygoing().with("sessions.refresh_grace_seconds", 0).open();
    let alice = Person::registers(&server.client(), "alice").await;
    let hers = socket(&server, &alice);
    assert_eq!(alice.refreshes().await.status, 200);
    let again = alice.refreshes().await;
    assert_eq!((again.status, again.code()), (401, "refresh_refused"));
    is_shown_out(hers);
}
