//! Accounts and sessions as they are in a house that is used.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use teahouse::store::embedded::EmbeddedStore;
use teahouse::store::{
    AccountStore, Created, Given, NewAccount, NewSession, Opened, OwnedEmail, Profile, Role,
    SessionKind, SessionStore,
};
use teahouse::values::{Email, Origin, Random, SessionId, SystemRandom, Uid, Username};

use crate::NOW;

/// As long as those that Argon2id makes.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OTAxMjM0NQ$Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjQ";

pub async fn settle(store: &Arc<EmbeddedStore>, count: u32) -> Vec<Uid> {
    let register = |number| {
        let store = Arc::clone(store);
        tokio::spawn(async move { create(&store, number).await })
    };
    let registrations: Vec<_> = (0..count).map(register).collect();
    let mut uids = Vec::new();
    for registration in registrations {
        uids.push(registration.await.unwrap());
    }
    uids
}

async fn create(store: &EmbeddedStore, number: u32) -> Uid {
    let email = Email::parse(&format!("guest{number}@example.org")).unwrap();
    let new = NewAccount {
        username: Some(Username::parse(&format!("guest{number}")).unwrap()),
        email: Some(OwnedEmail { email, verified_at: Some(NOW) }),
        phone: None,
        password_hash: Some(HASH.to_owned()),
        role: Role::NormalUser,
        profile: Profile { display_name: format!("Guest {number}"), ..Profile::default() },
    };
    match store.create_account(new, Given::at(NOW)).await.unwrap() {
        Created::Created(account) => account.uid,
        other => panic!("{other:?}"),
    }
}

pub async fn sign_in(store: &EmbeddedStore, uid: Uid) -> SessionId {
    let random: &dyn Random = &SystemRandom::new();
    let new = NewSession {
        id: SessionId::new(NOW, random),
        uid,
        if_epoch: 0,
        origin: Origin {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
            device: None,
        },
        nonce: random.bytes(),
        kind: SessionKind::Refreshed,
        secret: None,
        expires_at: NOW + std::time::Duration::from_secs(1_000_000),
        // Soon everybody has as many, so that each further one costs the same: it ends the oldest.
        sessions_max: 5,
    };
    match store.open_session(new, Given::at(NOW)).await.unwrap() {
        Opened::Opened { session, .. } => session.id,
        other => panic!("{other:?}"),
    }
}
