use super::*;
use crate::store::{Session, SessionKind};
use crate::values::SessionId;

const NOBODYS: &str = "018bcfe6-5260-7a9a-8d31-0162a1135f54";

async fn refresh(house: &Teahouse, grant: &Grant) -> Result<Grant, RefreshError> {
    house.accounts.refresh(grant.refresh_token.reveal(), &visit()).await
}

#[tokio::test]
async fn an_access_token_shows_who_asks_until_it_expires() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let caller = house.caller(&grant).await.unwrap();
    assert_eq!(caller.session().id, grant.session.id);
    assert_eq!(caller.account().username, Some(username("alice")));
    house.clock.advance(grant.access_lives + MINUTE);
    assert_eq!(house.caller(&grant).await, Err(AuthError::Expired));
    let from = visit().origin.address;
    for nonsense in ["", "a.b.c", grant.refresh_token.reveal()] {
        let answer = house.accounts.authenticate(nonsense, from).await;
        assert_eq!(answer, Err(AuthError::Refused), "{nonsense}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_for_one_new_pair() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let first = house.log_in("alice", PASSWORD).await.unwrap();
    house.clock.advance(HOUR);
    let second = refresh(&house, &first).await.unwrap();
    assert_eq!(second.session.id, first.session.id);
    assert_ne!(second.refresh_token, first.refresh_token);
    assert!(house.caller(&second).await.is_ok());
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_both_stay_signed_in() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let first = house.log_in("alice", PASSWORD).await.unwrap();
    house.clock.advance(HOUR);
    let (one, other) = tokio::join!(refresh(&house, &first), refresh(&house, &first));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.refresh_token, other.refresh_token);
    house.clock.advance(Duration::from_secs(9));
    let late = refresh(&house, &first).await.unwrap();
    assert_eq!(late.refresh_token, one.refresh_token, "still within the grace");
    assert!(refresh(&house, &one).await.is_ok());
}

#[tokio::test]
async fn a_stolen_refresh_token_used_later_ends_the_session_for_both() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let stolen = house.log_in("alice", PASSWORD).await.unwrap();
    house.clock.advance(HOUR);
    let owner = refresh(&house, &stolen).await.unwrap();
    let mut endings = house.accounts.watch_endings();
    house.clock.advance(Duration::from_secs(11));
    assert_eq!(refresh(&house, &stolen).await.err(), Some(RefreshError::Refused));
    assert_eq!(refresh(&house, &owner).await.err(), Some(RefreshError::Refused));
    assert_eq!(house.caller(&owner).await, Err(AuthError::Refused));
    let ended = Ended { uid: alice.uid, session: owner.session.id };
    assert_eq!(endings.try_recv(), Ok(ended));
    assert!(house.deeds(&alice).await.contains(&"refresh_token_reused".to_owned()));
}

/// SESS-04.
#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let idle = house.log_in("alice", PASSWORD).await.unwrap();
    house.clock.advance(house.settings().sessions.idle);
    assert_eq!(refresh(&house, &idle).await.err(), Some(RefreshError::Refused));

    let mut busy = house.log_in("alice", PASSWORD).await.unwrap();
    let born = house.clock.now();
    while let Ok(next) = refresh(&house, &busy).await {
        busy = next;
        house.clock.advance(DAY);
        assert!(house.clock.now() <= born + house.settings().sessions.life);
    }
    assert_eq!(house.clock.now(), born + house.settings().sessions.life);
}

#[tokio::test]
async fn one_sees_ones_devices_and_ends_them() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let ids =
        |sessions: Vec<Session>| sessions.iter().map(|session| session.id).collect::<Vec<_>>();
    let mut grants = Vec::new();
    for _ in 0..3 {
        grants.push(house.log_in("alice", PASSWORD).await.unwrap());
        house.clock.advance(MINUTE);
    }
    let caller = house.caller(&grants[0]).await.unwrap();
    let devices = ids(house.accounts.sessions(&caller).await.unwrap());
    assert_eq!(devices, [2, 1, 0].map(|i| grants[i].session.id), "the newest first");

    let mut endings = house.accounts.watch_endings();
    assert!(house.accounts.end_session(&caller, grants[1].session.id).await.unwrap());
    assert!(!house.accounts.end_session(&caller, grants[1].session.id).await.unwrap());
    assert_eq!(house.caller(&grants[1]).await, Err(AuthError::Refused));
    assert_eq!(endings.try_recv().unwrap().session, grants[1].session.id);

    assert_eq!(house.accounts.end_other_sessions(&caller).await, Ok(1));
    assert_eq!(endings.try_recv().unwrap().session, grants[2].session.id);
    assert!(house.accounts.end_session(&caller, caller.session().id).await.unwrap());
    assert_eq!(house.caller(&grants[0]).await, Err(AuthError::Refused));
}

/// SESS-05.
#[tokio::test]
async fn nobody_ends_the_session_of_another() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    house.settle("mallory", &[]).await;
    let alice = house.log_in("alice", PASSWORD).await.unwrap();
    let mallory = house.sign_in("mallory").await;
    assert!(!house.accounts.end_session(&mallory, alice.session.id).await.unwrap());
    assert!(house.caller(&alice).await.is_ok());
}

#[tokio::test]
async fn too_many_devices_make_room_for_the_newest() {
    let house = Teahouse::with(|settings| settings.sessions.per_account = 2);
    house.settle("alice", &[]).await;
    let mut endings = house.accounts.watch_endings();
    let mut grants = Vec::new();
    for _ in 0..3 {
        grants.push(house.log_in("alice", PASSWORD).await.unwrap());
        house.clock.advance(MINUTE);
    }
    assert_eq!(endings.try_recv().unwrap().session, grants[0].session.id);
    assert_eq!(house.caller(&grants[0]).await, Err(AuthError::Refused));
    assert!(house.caller(&grants[2]).await.is_ok());
}

#[tokio::test]
async fn it_is_noted_now_and_then_when_a_session_was_seen() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let seen = async |grant: &Grant| {
        let from = "203.0.113.9".parse().unwrap();
        let token = grant.access_token.reveal();
        let caller = house.accounts.authenticate(token, from).await.unwrap();
        // The note is handed over beside the request, and written before what comes after it.
        tokio::task::yield_now().await;
        house.accounts.end_session(&caller, SessionId::parse(NOBODYS).unwrap()).await.unwrap();
        house.accounts.sessions(&caller).await.unwrap().remove(0)
    };
    house.clock.advance(4 * MINUTE);
    assert_eq!(seen(&grant).await.last_seen_at, grant.session.last_seen_at);
    house.clock.advance(MINUTE);
    let session = seen(&grant).await;
    assert_eq!(session.last_seen_at, house.clock.now());
    assert_eq!(session.origin.address.to_string(), "203.0.113.9");
}

#[tokio::test]
async fn a_disabled_account_is_refused_from_the_next_request_on() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    Admin::console(&house.accounts).set_active(alice.uid, false).await.unwrap();
    assert_eq!(house.caller(&grant).await, Err(AuthError::Refused));
    assert_eq!(refresh(&house, &grant).await.err(), Some(RefreshError::Refused));
}

fn showing(shows: SessionKind) -> Visit {
    Visit { shows, ..visit() }
}

async fn signs_in(house: &Teahouse, shows: SessionKind) -> Grant {
    let password = Password::new(PASSWORD);
    house.accounts.login("alice", &password, &showing(shows)).await.unwrap()
}

async fn shows(house: &Teahouse, secret: &SecretText) -> Result<Caller, AuthError> {
    house.accounts.authenticate(secret.reveal(), visit().origin.address).await
}

#[tokio::test]
async fn a_cookie_is_a_session_as_any_other() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let (one, other) =
        (signs_in(&house, SessionKind::Cookie).await, signs_in(&house, SessionKind::Cookie).await);
    let (one_secret, other_secret) = (one.secret.unwrap(), other.secret.unwrap());
    assert_ne!(one_secret, other_secret);
    let caller = shows(&house, &one_secret).await.unwrap();
    assert_eq!(caller.session().id, one.session.id);
    let devices = house.accounts.sessions(&caller).await.unwrap();
    assert_eq!(devices.len(), 2);
    let new = Password::new("another jasmine at noon");
    let policy = house.settings().password.clone();
    let old = Password::new(PASSWORD);
    house.accounts.change_password(&caller, &old, &new, &policy, &visit()).await.unwrap();
    assert!(shows(&house, &one_secret).await.is_ok());
    assert_eq!(shows(&house, &other_secret).await, Err(AuthError::Refused));
}

#[tokio::test]
async fn all_devices_share_one_key_until_it_ends() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let first = signs_in(&house, SessionKind::Key).await.secret.unwrap();
    assert!(first.reveal().len() == 40 && first.reveal().bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(signs_in(&house, SessionKind::Key).await.secret.as_ref(), Some(&first));
    let caller = shows(&house, &first).await.unwrap();
    house.accounts.end_session(&caller, caller.session().id).await.unwrap();
    assert_eq!(shows(&house, &first).await, Err(AuthError::Refused));
    assert_ne!(signs_in(&house, SessionKind::Key).await.secret, Some(first));
}

/// SESS-04: what is never refreshed goes on by being used, and not for ever.
#[tokio::test]
async fn what_is_never_refreshed_ends_when_it_is_not_used_and_at_last() {
    for kind in [SessionKind::Token, SessionKind::Cookie, SessionKind::Key] {
        let house = Teahouse::open();
        house.settle("alice", &[]).await;
        let grant = signs_in(&house, kind).await;
        let shown = grant.secret.clone().unwrap_or(grant.access_token.clone());
        let settings::Sessions { idle, life, .. } = house.settings().sessions;
        let step = idle - HOUR;
        let mut lived = Duration::ZERO;
        while lived + step < life {
            house.clock.advance(step);
            lived += step;
            assert!(shows(&house, &shown).await.is_ok(), "{kind:?} after {lived:?}");
            // What was seen is written lazily, at the latest with the next durable write.
            tokio::task::yield_now().await;
            house.settle(&format!("bob{}", lived.as_secs()), &[]).await;
        }
        house.clock.advance(life - lived);
        assert!(shows(&house, &shown).await.is_err(), "{kind:?} at its end");

        let unused = signs_in(&house, kind).await;
        let shown = unused.secret.unwrap_or(unused.access_token);
        house.clock.advance(idle);
        assert!(shows(&house, &shown).await.is_err(), "{kind:?} unused");
    }
}

#[tokio::test]
async fn a_second_session_is_opened_beside_the_first() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let key = signs_in(&house, SessionKind::Key).await;
    let cookie = house.accounts.open_beside(&key, &showing(SessionKind::Cookie)).await.unwrap();
    assert_ne!(cookie.session.id, key.session.id);
    assert!(shows(&house, &cookie.secret.unwrap()).await.is_ok());
}
