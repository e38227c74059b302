//! Devices: sessions, and the tokens that stand for them (SESS-03, SESS-05, JWT-06).

use serde_json::{Value, json};

use crate::support::{Client, House, Person};

async fn three(client: &Client) -> [Person; 3] {
    let first = Person::registers(client, "alice").await;
    let second = Person::signs_in(client, "alice").await;
    let third = Person::signs_in(client, "alice").await;
    [first, second, third]
}

async fn who_is_in<const N: usize>(people: &[Person; N]) -> [bool; N] {
    let mut signed_in = [false; N];
    for (place, person) in signed_in.iter_mut().zip(people) {
        *place = person.is_signed_in().await;
    }
    signed_in
}

#[tokio::test]
async fn devices_are_listed_the_newest_first() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let body = json!({ "login": "alice", "password": crate::support::PASSWORD, "device": "电话" });
    let phone = Person::of(&client, &client.post("/v1/sessions", body).await);
    let answer = phone.client.get("/v1/sessions").await;
    let listed = answer.json["sessions"].as_array().unwrap();
    let ids: Vec<_> = listed.iter().map(|session| session["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&phone.session, &alice.session]);
    assert_eq!(listed[0]["current"], true);
    assert_eq!(listed[0]["device"], "电话");
    assert_eq!(listed[0]["address"], "127.0.0.1");
    assert_eq!(listed[1]["current"], false);
    assert_eq!(listed[1]["device"], Value::Null);
}

#[tokio::test]
async fn one_device_is_signed_out_or_this_one_or_all_others() {
    let server = House::easygoing().open();
    let people = three(&server.client()).await;
    let [first, second, third] = &people;

    let one = first.client.delete(&format!("/v1/sessions/{}", second.session)).await;
    assert_eq!(one.status, 204);
    assert_eq!(who_is_in(&people).await, [true, false, true]);
    let again = first.client.delete(&format!("/v1/sessions/{}", second.session)).await;
    assert_eq!((again.status, again.code()), (404, "not_found"));
    assert_eq!(second.refreshes().await.code(), "refresh_refused");

    assert_eq!(third.client.delete("/v1/sessions/current").await.status, 204);
    assert_eq!(who_is_in(&people).await, [true, false, false]);

    let another = Person::signs_in(&server.client(), "alice").await;
    let others = first.client.delete("/v1/sessions").await;
    assert_eq!((others.status, &others.json["ended"]), (200, &json!(1)));
    assert!(first.is_signed_in().await && !another.is_signed_in().await);
}

#[tokio::test]
async fn nobody_signs_somebody_else_out() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let mallory = Person::registers(&client, "mallory").await;
    let answer = mallory.client.delete(&format!("/v1/sessions/{}", alice.session)).await;
    assert_eq!((answer.status, answer.code()), (404, "not_found"));
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_stay_signed_in() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let (one, other) = tokio::join!(alice.refreshes(), alice.refreshes());
    let (one, other) = (Person::of(&client, &one), Person::of(&client, &other));
    assert_eq!(one.refresh_token, other.refresh_token);
    assert_eq!(one.session, alice.session);
    assert!(one.is_signed_in().await && other.is_signed_in().await);
    assert_eq!(Person::of(&client, &one.refreshes().await).session, alice.session);
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_session_for_thief_and_owner() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let elsewhere = Person::signs_in(&client, "alice").await;
    let second = Person::of(&client, &alice.refreshes().await);
    let third = Person::of(&client, &second.refreshes().await);
    // The thief comes with what was used long before.
    assert_eq!(alice.refreshes().await.code(), "refresh_refused");
    let family = [alice, second, third];
    assert_eq!(who_is_in(&family).await, [false, false, false]);
    assert_eq!(family[2].refreshes().await.code(), "refresh_refused");
    assert!(elsewhere.is_signed_in().await, "the other device is another family");
    let export = elsewhere.client.get("/v1/me/export").await.json;
    let acts = export["acts"].as_array().unwrap();
    assert!(acts.iter().any(|act| act["what"] == "refresh_token_reused"), "{acts:?}");
}

#[tokio::test]
async fn a_token_used_twice_without_any_grace_was_stolen() {
    let server = House::easygoing().with("sessions.refresh_grace_seconds", 0).open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let next = Person::of(&client, &alice.refreshes().await);
    // Within the same millisecond it would still be the same moment.
    while alice.refreshes().await.status == 200 {}
    assert_eq!(next.refreshes().await.code(), "refresh_refused");
    assert!(!next.is_signed_in().await);
}

#[tokio::test]
async fn a_session_outlives_a_restart_and_its_end_does_too() {
    let mut server = House::easygoing().open();
    let [first, second, _] = three(&server.client()).await;
    first.client.delete("/v1/sessions/current").await;
    server.kill9();
    server.start_again();
    let client = server.client();
    assert!(
        !Person { client: client.with_token(&first.access_token), ..first }.is_signed_in().await
    );
    let second = Person { client: client.with_token(&second.access_token), ..second };
    assert!(second.is_signed_in().await);
    assert_eq!(second.refreshes().await.status, 200);
}

#[tokio::test]
async fn an_account_has_so_many_devices_and_the_one_unused_longest_makes_way() {
    let server = House::easygoing().with("sessions.per_account_max", 2).open();
    assert_eq!(who_is_in(&three(&server.client()).await).await, [false, true, true]);
}
