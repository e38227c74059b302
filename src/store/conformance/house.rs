//! A store to try things on, and people to try them with.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::{ControlFlow, Deref};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use uuid::Uuid;

use crate::store::embedded::engine::{Order, View};
use crate::store::embedded::keys::{Counter, Table};
use crate::store::embedded::{EmbeddedStore, EngineKind, FreeSpace, Settings, check, counter};
use crate::store::*;
use crate::values::*;

pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3_600);
pub const DAY: Duration = Duration::from_secs(24 * 3_600);

/// When all tests begin.
pub const NOON: Millis = Millis(1_700_000_000_000);

pub struct House {
    store: EmbeddedStore,
    given: AtomicU64,
    _data: Option<TempDir>,
}

impl Deref for House {
    type Target = EmbeddedStore;
    fn deref(&self) -> &EmbeddedStore {
        &self.store
    }
}

impl House {
    pub fn memory() -> House {
        House { store: EmbeddedStore::in_memory(), given: AtomicU64::new(0), _data: None }
    }

    pub fn sled() -> House {
        House::on_disk(EngineKind::Sled)
    }

    pub fn redb() -> House {
        House::on_disk(EngineKind::Redb)
    }

    fn on_disk(engine: EngineKind) -> House {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings {
            cache_bytes: 4 << 20,
            free_space: FreeSpace { bytes_min: 0, percent_min: 0 },
            ..Settings::of(data.path(), engine)
        };
        let store = EmbeddedStore::open(&settings, NOON).unwrap();
        House { store, given: AtomicU64::new(0), _data: Some(data) }
    }

    /// Every index agrees with its records.
    pub fn is_sound(&self) {
        let findings = self.store.look(check::findings).unwrap();
        assert!(findings.is_empty(), "{findings:#?}");
    }

    pub fn account_count(&self) -> u64 {
        self.store.look(|view| counter::read(view, Counter::Accounts)).unwrap()
    }

    /// How many rows the nouns have in the whole tree.
    pub fn rows(&self) -> usize {
        let count = |view: &dyn View| {
            let mut rows = 0;
            for table in Table::ALL {
                view.scan(&table.span(), Order::Ascending, &mut |_, _| {
                    rows += 1;
                    ControlFlow::Continue(())
                })?;
            }
            Ok(rows)
        };
        self.store.look(count).unwrap()
    }

    pub async fn person(&self, name: &str) -> Account {
        created(self.create_account(new_account(name), Given::at(NOON)).await)
    }

    pub async fn signed_in(&self, account: &Account, at: Millis) -> Session {
        match self.open_session(self.new_session(account), Given::at(at)).await.unwrap() {
            Opened::Opened { session, .. } => session,
            other => panic!("{other:?}"),
        }
    }

    pub fn new_session(&self, account: &Account) -> NewSession {
        NewSession {
            id: SessionId(self.fresh_id()),
            uid: account.uid,
            if_epoch: account.password_epoch,
            origin: origin("10.0.0.1"),
            nonce: [7; 16],
            kind: SessionKind::Refreshed,
            secret: None,
            expires_at: NOON + 30 * DAY,
            sessions_max: 5,
        }
    }

    /// Identifiers in the order in which they were asked for.
    pub fn fresh_id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.given.fetch_add(1, Ordering::Relaxed) + 1))
    }

    /// Puts the code `right()` where it was asked for.
    pub async fn code(&self, purpose: CodePurpose, address: &Address, tries: u8) {
        let new = new_code(purpose, address, tries);
        assert_eq!(self.issue_code(new, free_pace(), Given::at(NOON)).await, Ok(Issued::Issued));
    }

    pub async fn is_live(&self, session: &Session, at: Millis) -> bool {
        self.session(session.id, at).await.unwrap().is_some()
    }
}

pub fn new_account(name: &str) -> NewAccount {
    NewAccount {
        username: Some(Username::parse(name).unwrap()),
        email: None,
        phone: None,
        password_hash: Some("$argon2id$of$a$password".into()),
        role: Role::NormalUser,
        profile: Profile::default(),
    }
}

pub fn email(text: &str) -> Address {
    Address::Email(Email::parse(text).unwrap())
}

pub fn owned_email(text: &str) -> OwnedEmail {
    OwnedEmail { email: Email::parse(text).unwrap(), verified_at: Some(NOON) }
}

pub fn owned_phone(text: &str) -> OwnedPhone {
    OwnedPhone { phone: Phone::parse(text).unwrap(), verified_at: Some(NOON) }
}

pub fn username(text: &str) -> LoginName {
    LoginName::Username(Username::parse(text).unwrap())
}

pub fn origin(address: &str) -> Origin {
    Origin { address: address.parse().unwrap(), agent: "a browser".into(), device: None }
}

pub fn somewhere() -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))
}

pub fn new_code(purpose: CodePurpose, address: &Address, tries: u8) -> NewCode {
    NewCode { purpose, address: address.clone(), hash: right(), expires_at: NOON + HOUR, tries }
}

pub fn right() -> [u8; 32] {
    [1; 32]
}

/// Wrong in its last byte only.
pub fn wrong() -> [u8; 32] {
    let mut hash = right();
    hash[31] ^= 1;
    hash
}

pub fn free_pace() -> CodePace {
    CodePace {
        interval: Duration::ZERO,
        per_address_hour: u32::MAX,
        per_address_day: u32::MAX,
        per_channel_day: u32::MAX,
    }
}

pub fn proven(purpose: CodePurpose, address: &Address, hash: [u8; 32], at: Millis) -> Given {
    let proof = Proof { purpose, address: address.clone(), hash };
    Given { proof: Some(proof), ..Given::at(at) }
}

pub fn once(key: u8, fingerprint: u8, at: Millis) -> Given {
    let once = Once { key: [key; 32], fingerprint: [fingerprint; 32], kept_for: DAY };
    Given { once: Some(once), ..Given::at(at) }
}

pub fn letter(id: Uuid, due_at: Millis) -> Letter {
    Letter {
        id: MailId(id),
        to: email("alice@mail.example"),
        kind: "code".into(),
        sealed: vec![1, 2, 3],
        created_at: NOON,
        due_at,
        give_up_at: NOON + DAY,
        attempts: 0,
        last_error: None,
        state: LetterState::Waiting,
    }
}

pub fn act(what: &str, subject: Option<Uid>) -> Act {
    Act { at: NOON, actor: Actor::Console, what: what.into(), subject, detail: String::new() }
}

pub fn created(answer: Answer<Created>) -> Account {
    match answer.unwrap() {
        Created::Created(account) => account,
        other => panic!("{other:?}"),
    }
}

pub fn changed(answer: Answer<Changed>) -> (Account, Vec<SessionId>) {
    match answer.unwrap() {
        Changed::Changed { account, ended } => (account, ended),
        other => panic!("{other:?}"),
    }
}
