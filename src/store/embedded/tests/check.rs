use std::time::Duration;

use super::super::EmbeddedStore;
use super::super::asking::Pages;
use super::super::check::findings;
use super::super::engine::{Order, Span, View};
use super::super::keys::{self, Counter, Table};
use super::super::layer::Layer;
use super::super::rows::{self, keys_in};
use crate::store::uploads::{NewUpload, UploadStore};
use crate::store::{
    AccountStore, Act, Actor, AuditStore, CodePace, CodePurpose, CodeStore, FileHash, FileStore,
    Given, Letter, LetterState, NewAccount, NewCode, NewSession, Once, OwnedEmail, Profile, Role,
    SessionKind, SessionStore, SocialStore, Tie,
};
use crate::values::{
    Address, Email, FileName, MailId, MediaType, Millis, Origin, SessionId, Uid, UploadId, Username,
};

const NOW: Millis = Millis(1_000_000);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn mail() -> Email {
    Email::parse("ann@mail.example").unwrap()
}

/// At least one row in every table but that of the forgotten.
async fn a_full_store() -> EmbeddedStore {
    let store = EmbeddedStore::in_memory();
    let picture = store.put_avatar("a picture".into(), NOW).await.unwrap();
    store.put_avatar("another".into(), NOW).await.unwrap();
    for (number, name) in (1..).zip(["ann", "bo"]) {
        let once = Once { key: [number; 32], fingerprint: [0; 32], kept_for: DAY };
        let email = OwnedEmail { email: mail(), verified_at: None };
        let new = NewAccount {
            username: Some(Username::parse(name).unwrap()),
            email: (number == 1).then_some(email),
            phone: None,
            password_hash: None,
            role: Role::NormalUser,
            profile: Profile { avatar: (number == 1).then_some(picture), ..Profile::default() },
        };
        store.create_account(new, Given { once: Some(once), ..Given::at(NOW) }).await.unwrap();
    }
    let letter = Letter {
        id: MailId(uuid::Uuid::from_u128(1)),
        to: Address::Email(mail()),
        kind: "code".into(),
        sealed: vec![],
        created_at: NOW,
        due_at: NOW,
        give_up_at: NOW,
        attempts: 0,
        last_error: None,
        state: LetterState::Waiting,
    };
    let (purpose, address) = (CodePurpose::Reset, Address::Email(mail()));
    let code = NewCode { purpose, address, hash: [0; 32], expires_at: NOW + DAY, tries: 5 };
    let pace = CodePace {
        interval: Duration::ZERO,
        per_address_hour: 9,
        per_address_day: 9,
        per_channel_day: 9,
    };
    let told = Given { letter: Some(letter), ..Given::at(NOW) };
    store.issue_code(code, pace, told).await.unwrap();
    let origin = Origin { address: [10, 0, 0, 1].into(), agent: String::new(), device: None };
    let session = NewSession {
        id: SessionId(uuid::Uuid::from_u128(2)),
        uid: Uid(1),
        if_epoch: 0,
        origin,
        nonce: [0; 16],
        kind: SessionKind::Cookie,
        secret: Some([1; 32]),
        expires_at: NOW + DAY,
        sessions_max: 5,
    };
    store.open_session(session, Given::at(NOW)).await.unwrap();
    store.tie(Uid(1), Tie::Follow, Uid(2), 9, Given::at(NOW)).await.unwrap();
    let act = Act {
        at: NOW,
        actor: Actor::Console,
        what: "looked_at".into(),
        subject: Some(Uid(1)),
        detail: String::new(),
    };
    store.note_act(act).await.unwrap();
    let mut incoming = store.receive().await.unwrap();
    incoming.write(bytes::Bytes::from_static(b"tea")).await.unwrap();
    let upload = NewUpload {
        id: UploadId(uuid::Uuid::from_u128(3)),
        owner: Uid(1),
        name: FileName::of("tea.txt"),
        media: MediaType::unknown(),
        size: None,
        at: NOW,
        room_max: 1 << 20,
    };
    store.keep_upload(incoming, upload).await.unwrap();
    store
}

/// How many findings there are once `harm` is done.
async fn found_after(
    store: &EmbeddedStore,
    harm: impl FnOnce(&mut Layer<'_>) + Send + 'static,
) -> usize {
    let decision = store.decide(|layer| {
        harm(layer);
        Ok(())
    });
    decision.await.unwrap();
    store.look(findings).unwrap().len()
}

async fn all_keys(store: &EmbeddedStore) -> Vec<Vec<u8>> {
    let all = Span { from: vec![1], to: vec![255] };
    store.look(|view| keys_in(view, &all, Order::Ascending, usize::MAX)).unwrap()
}

#[tokio::test]
async fn a_sound_store_has_no_findings() {
    let store = a_full_store().await;
    assert_eq!(store.look(findings).unwrap(), []);
    let keys = all_keys(&store).await;
    let tables = Table::ALL.iter().filter(|table| keys.iter().any(|key| key[0] == **table as u8));
    assert_eq!(tables.count(), Table::ALL.len() - 1);
}

#[tokio::test]
async fn every_row_that_is_missing_is_found() {
    for key in all_keys(&a_full_store().await).await {
        let store = a_full_store().await;
        let gone = key.clone();
        let found = found_after(&store, move |layer| layer.remove(gone)).await;
        assert!(found > 0, "nothing misses the row {}", key.escape_ascii());
    }
}

#[tokio::test]
async fn every_damaged_value_is_found() {
    for key in all_keys(&a_full_store().await).await {
        let store = a_full_store().await;
        let damaged = key.clone();
        let found = found_after(&store, move |layer| {
            let mut value = layer.get(&damaged).unwrap().unwrap();
            *value.last_mut().unwrap() ^= 1;
            layer.put(damaged, value).unwrap();
        });
        assert!(found.await > 0, "nothing notices {}", key.escape_ascii());
    }
}

#[tokio::test]
async fn rows_that_lead_nowhere_are_found() {
    let loose = [
        keys::found("zoe", Uid(1)),
        keys::device(Uid(2), SessionId(uuid::Uuid::from_u128(2))),
        keys::expiry(NOW, &keys::session(SessionId(uuid::Uuid::from_u128(2)))),
        keys::expiry(NOW, &keys::expiry(NOW, b"u")),
        keys::queue(NOW + DAY, MailId(uuid::Uuid::from_u128(1))),
        keys::tie_back(Uid(2), Tie::Block, Uid(1)),
        keys::tie(Uid(1), Tie::Block, Uid(99)),
        keys::act_about(Uid(2), 1),
        keys::upload_use(FileHash([1; 32]), UploadId(uuid::Uuid::from_u128(3))),
        keys::upload_held(Uid(1), UploadId(uuid::Uuid::from_u128(3))),
        keys::upload_waiting(Uid(1), UploadId(uuid::Uuid::from_u128(4))),
        vec![b'f'],
        vec![b'?', 1],
    ];
    for key in loose {
        let store = a_full_store().await;
        let put = key.clone();
        let found = found_after(&store, move |layer| rows::write(layer, put, &()).unwrap()).await;
        assert!(found > 0, "nothing is wrong with {}", key.escape_ascii());
    }
}

#[tokio::test]
async fn numbers_that_would_be_given_twice_are_found() {
    for counter in [Counter::LastUid, Counter::Accounts, Counter::LastAct] {
        let store = a_full_store().await;
        let harm = move |layer: &mut Layer<'_>| {
            rows::write(layer, keys::counter(counter), &0u64).unwrap();
        };
        assert_eq!(found_after(&store, harm).await, 1, "{counter:?}");
    }
}

/// A check of a store in use reads it a page at a time, and what a page shows is asked once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_sees_no_damage_in_what_is_being_written() {
    let store = std::sync::Arc::new(a_full_store().await);
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 0..400_u32 {
                let name = format!("guest{number}");
                let new = NewAccount {
                    username: Some(Username::parse(&name).unwrap()),
                    email: None,
                    phone: None,
                    password_hash: None,
                    role: Role::NormalUser,
                    profile: Profile { display_name: name, ..Profile::default() },
                };
                let created = store.create_account(new, Given::at(NOW)).await.unwrap();
                let crate::store::Created::Created(account) = created else { panic!() };
                store.tie(account.uid, Tie::Follow, Uid(1), 9, Given::at(NOW)).await.unwrap();
                if number % 3 > 0 {
                    store.delete_account(account.uid, NOW, Given::at(NOW)).await.unwrap();
                }
            }
        }
    });
    let mut checks = 0;
    while !writing.is_finished() || checks == 0 {
        let checked = store.check().unwrap();
        assert_eq!(checked.findings, [""; 0], "check {checks}");
        checks += 1;
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
}

/// More than a page of rows, both ways round, and harm that is no passing moment.
#[tokio::test]
async fn a_store_is_read_whole_in_pages() {
    let store = a_full_store().await;
    let rows = store.decide(|layer| {
        (0..1_234_u64).try_for_each(|number| rows::write(layer, keys::act(number), &number))
    });
    rows.await.unwrap();
    let pages = Pages(store.slot());
    for order in [Order::Ascending, Order::Descending] {
        let whole = store.look(|view| keys_in(view, &Table::Act.span(), order, usize::MAX));
        let in_pages = keys_in(&pages, &Table::Act.span(), order, usize::MAX);
        assert_eq!(in_pages.unwrap(), whole.unwrap());
    }
    assert!(!store.check().unwrap().findings.is_empty(), "these are no lines of the log");
}
