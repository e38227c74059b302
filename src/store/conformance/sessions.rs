//! The promises of [`SessionStore`].

use super::house::*;
use crate::store::*;
use crate::values::*;

const GRACE: std::time::Duration = std::time::Duration::from_secs(10);

fn sighting(id: SessionId, at: Millis) -> Sighting {
    Sighting { id, at, from: somewhere(), expires_at: None }
}

async fn rotate(house: &House, session: &Session, generation: u32, at: Millis) -> Rotation {
    let (origin, expires_at) = (origin("10.0.0.2"), at + 30 * DAY);
    let given = Given::at(at);
    house.rotate_session(session.id, generation, GRACE, expires_at, &origin, given).await.unwrap()
}

pub async fn a_session_opens_under_the_epoch_that_was_proven(house: &House) {
    let alice = house.person("alice").await;
    for wrong in [
        NewSession { if_epoch: 1, ..house.new_session(&alice) },
        NewSession { uid: Uid(99), ..house.new_session(&alice) },
    ] {
        assert_eq!(house.open_session(wrong, Given::at(NOON)).await, Ok(Opened::NotProven));
    }
    let new = house.new_session(&alice);
    let again = NewSession { id: SessionId(house.fresh_id()), ..new.clone() };
    let opened = house.open_session(new.clone(), once(1, 1, NOON)).await.unwrap();
    let Opened::Opened { session, account, ended } = opened else { panic!("{opened:?}") };
    assert_eq!((session.id, session.generation, ended), (new.id, 0, vec![]));
    assert_eq!(account.last_login_at, Some(NOON));
    let found = house.session(new.id, NOON).await.unwrap();
    assert_eq!(found, Some((session.clone(), account.clone())));

    let repeated = house.open_session(again.clone(), once(1, 1, NOON)).await;
    assert_eq!(repeated, Ok(Opened::Repeated { session, account }));
    let other = house.open_session(again.clone(), once(1, 2, NOON)).await;
    assert_eq!(other, Ok(Opened::OtherRequest));
    assert_eq!(house.sessions(alice.uid, NOON).await.unwrap().len(), 1);
    house.end_sessions(alice.uid, None, Given::at(NOON)).await.unwrap();
    let late = house.open_session(again, once(1, 1, NOON)).await;
    assert_eq!(late, Ok(Opened::OtherRequest));
}

pub async fn the_session_seen_longest_ago_makes_room(house: &House) {
    let alice = house.person("alice").await;
    let mut sessions = Vec::new();
    for second in 0..5 {
        sessions.push(house.signed_in(&alice, NOON + SECOND * second).await);
    }
    house.touch_sessions(vec![sighting(sessions[0].id, NOON + MINUTE)]).await.unwrap();
    let opened = house.open_session(house.new_session(&alice), Given::at(NOON + MINUTE)).await;
    let Ok(Opened::Opened { session, ended, .. }) = opened else { panic!("{opened:?}") };
    assert_eq!(ended, [sessions[1].id]);
    let mut left = sessions.clone();
    left.remove(1);
    left.push(session);
    left.reverse();
    let listed: Vec<_> = house.sessions(alice.uid, NOON).await.unwrap();
    assert_eq!(
        listed.iter().map(|session| session.id).collect::<Vec<_>>(),
        left.iter().map(|session| session.id).collect::<Vec<_>>(),
        "the newest first"
    );
}

pub async fn what_has_expired_is_gone_before_it_is_swept(house: &House) {
    let alice = house.person("alice").await;
    let session = house.signed_in(&alice, NOON).await;
    let rows = house.rows();
    let end = session.expires_at;
    assert!(house.is_live(&session, Millis(end.0 - 1)).await);
    assert!(!house.is_live(&session, end).await);
    assert_eq!(house.sessions(alice.uid, end).await, Ok(vec![]));
    assert_eq!(rotate(house, &session, 0, end).await, Rotation::Gone);
    assert_eq!(house.end_session(alice.uid, session.id, Given::at(end)).await, Ok(false));
    assert_eq!(house.end_sessions(alice.uid, None, Given::at(NOON)).await.unwrap().len(), 1);

    house.signed_in(&alice, NOON).await;
    assert_eq!(house.sweep(Millis(end.0 - 1), 10).await, Ok(0));
    assert_eq!(house.rows(), rows);
    assert_eq!(house.sweep(end, 10).await, Ok(1));
    assert_eq!(house.rows(), rows - 3);
}

pub async fn two_tabs_get_one_successor(house: &House) {
    let alice = house.person("alice").await;
    let mut new = house.new_session(&alice);
    new.origin.device = Some("my phone".into());
    let opened = house.open_session(new, Given::at(NOON)).await;
    let Ok(Opened::Opened { session, .. }) = opened else { panic!("{opened:?}") };
    let first = rotate(house, &session, 0, NOON + MINUTE).await;
    let Rotation::Rotated { session: successor, .. } = first else { panic!("{first:?}") };
    assert_eq!((successor.generation, successor.nonce), (1, session.nonce));
    assert_eq!(successor.expires_at, NOON + MINUTE + 30 * DAY);
    assert_eq!(successor.origin.device.as_deref(), Some("my phone"));
    assert_eq!(successor.last_seen_at, NOON + MINUTE);

    let second = rotate(house, &session, 0, NOON + MINUTE + GRACE).await;
    let Rotation::Repeated { session: same, .. } = second else { panic!("{second:?}") };
    assert_eq!(same, successor);
    assert_eq!(rotate(house, &session, 2, NOON + MINUTE).await, Rotation::Gone);
    assert!(house.is_live(&session, NOON).await, "a token of the future harms nobody");
}

pub async fn a_used_token_ends_the_session(house: &House) {
    let alice = house.person("alice").await;
    let late = house.signed_in(&alice, NOON).await;
    let old = house.signed_in(&alice, NOON).await;
    let reused = Rotation::Reused { uid: alice.uid };

    rotate(house, &late, 0, NOON).await;
    assert_eq!(rotate(house, &late, 0, NOON + GRACE + SECOND).await, reused);
    rotate(house, &old, 0, NOON).await;
    rotate(house, &old, 1, NOON).await;
    assert_eq!(rotate(house, &old, 0, NOON).await, reused);

    for session in [late, old] {
        assert!(!house.is_live(&session, NOON).await);
        assert_eq!(rotate(house, &session, 1, NOON).await, Rotation::Gone);
    }
}

pub async fn only_its_owner_ends_a_session(house: &House) {
    let alice = house.person("alice").await;
    let bob = house.person("bob").await;
    let session = house.signed_in(&alice, NOON).await;
    let told = |uid| Given { act: Some(act("signed_out", Some(uid))), ..Given::at(NOON) };
    assert_eq!(house.end_session(bob.uid, session.id, told(bob.uid)).await, Ok(false));
    assert!(house.is_live(&session, NOON).await);
    assert_eq!(house.end_session(alice.uid, session.id, told(alice.uid)).await, Ok(true));
    assert_eq!(house.end_session(alice.uid, session.id, told(alice.uid)).await, Ok(false));
    assert!(!house.is_live(&session, NOON).await);
    assert_eq!(house.acts(None, None, 9).await.unwrap().len(), 1, "no line without its act");
}

pub async fn all_sessions_end_but_one(house: &House) {
    let alice = house.person("alice").await;
    let kept = house.signed_in(&alice, NOON).await;
    let ended = house.signed_in(&alice, NOON).await;
    let bobs = house.signed_in(&house.person("bob").await, NOON).await;
    let answer = house.end_sessions(alice.uid, Some(kept.id), Given::at(NOON)).await;
    assert_eq!(answer, Ok(vec![ended.id]));
    assert!(house.is_live(&kept, NOON).await && house.is_live(&bobs, NOON).await);
    assert!(!house.is_live(&ended, NOON).await);
}

pub async fn a_disabled_account_has_no_sessions(house: &House) {
    let alice = house.person("alice").await;
    let session = house.signed_in(&alice, NOON).await;
    let off = AccountChange { active: Some(false), ..AccountChange::default() };
    let (_, ended) = changed(house.change_account(alice.uid, off, None, Given::at(NOON)).await);
    assert_eq!(ended, [session.id]);
    assert!(!house.is_live(&session, NOON).await);
    let refused = house.open_session(house.new_session(&alice), Given::at(NOON)).await;
    assert_eq!(refused, Ok(Opened::NotProven));
}

pub async fn what_was_seen_is_noted(house: &House) {
    let alice = house.person("alice").await;
    let session = house.signed_in(&alice, NOON).await;
    let seen = vec![
        sighting(session.id, NOON + MINUTE),
        Sighting { from: "10.9.9.9".parse().unwrap(), ..sighting(session.id, NOON + SECOND) },
        sighting(SessionId(house.fresh_id()), NOON),
    ];
    house.touch_sessions(seen).await.unwrap();
    // What is noted lazily is there at the latest with the next durable write.
    house.person("bob").await;
    let (now, _) = house.session(session.id, NOON).await.unwrap().unwrap();
    assert_eq!((now.last_seen_at, now.origin.address), (NOON + MINUTE, somewhere()));
}

fn shown_by(secret: u8, kind: SessionKind, new: NewSession) -> NewSession {
    NewSession { kind, secret: Some([secret; 32]), ..new }
}

pub async fn a_secret_shows_its_session(house: &House) {
    let alice = house.person("alice").await;
    let new = shown_by(1, SessionKind::Cookie, house.new_session(&alice));
    house.open_session(new.clone(), Given::at(NOON)).await.unwrap();
    let (session, account) = house.session_by_secret([1; 32], NOON).await.unwrap().unwrap();
    assert_eq!((session.id, session.kind, account.uid), (new.id, SessionKind::Cookie, alice.uid));
    assert_eq!(house.session_by_secret([2; 32], NOON).await.unwrap(), None);
    assert_eq!(house.session_by_secret([1; 32], new.expires_at).await.unwrap(), None);
    house.end_session(alice.uid, new.id, Given::at(NOON)).await.unwrap();
    assert_eq!(house.session_by_secret([1; 32], NOON).await.unwrap(), None);
}

pub async fn an_account_has_one_key(house: &House) {
    let alice = house.person("alice").await;
    let first = shown_by(1, SessionKind::Key, house.new_session(&alice));
    let later = NOON + DAY;
    let second = shown_by(2, SessionKind::Key, house.new_session(&alice));
    let second = NewSession { expires_at: later + 30 * DAY, ..second };
    house.open_session(first.clone(), Given::at(NOON)).await.unwrap();
    let opened = house.open_session(second.clone(), Given::at(later)).await.unwrap();
    let Opened::Repeated { session, account } = opened else { panic!("{opened:?}") };
    assert_eq!((session.id, session.secret), (first.id, first.secret));
    assert_eq!((session.expires_at, session.rotated_at), (second.expires_at, later));
    assert_eq!(account.last_login_at, Some(later));
    assert_eq!(house.session_by_secret([2; 32], later).await.unwrap(), None);

    let cookie = shown_by(3, SessionKind::Cookie, house.new_session(&alice));
    let opened = house.open_session(cookie, Given::at(later)).await.unwrap();
    assert!(matches!(opened, Opened::Opened { .. }), "only keys are shared: {opened:?}");
    house.end_session(alice.uid, first.id, Given::at(later)).await.unwrap();
    let third = shown_by(4, SessionKind::Key, house.new_session(&alice));
    let opened = house.open_session(third, Given::at(later)).await.unwrap();
    assert!(matches!(opened, Opened::Opened { .. }), "one that ended is not: {opened:?}");
}

pub async fn being_seen_may_prolong_a_session(house: &House) {
    let alice = house.person("alice").await;
    let session = house.signed_in(&alice, NOON).await;
    let until = session.expires_at + DAY;
    let seen = Sighting { expires_at: Some(until), ..sighting(session.id, NOON + MINUTE) };
    house.touch_sessions(vec![seen]).await.unwrap();
    house.person("bob").await;
    assert!(house.session(session.id, until - SECOND).await.unwrap().is_some());
    assert_eq!(house.session(session.id, until).await.unwrap(), None);
}
