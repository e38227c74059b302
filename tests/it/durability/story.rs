//! What the writers write. Each tells the same story again and again, about one account after the
//! other, and each step of it can be seen in the store: so from the store alone it can be told
//! how far a writer came, and whether any step is there only in part.

use std::time::Duration;

use teahouse::store::embedded::codes::KeptCode;
use teahouse::store::embedded::{EmbeddedStore, keys, rows};
use teahouse::store::*;
use teahouse::values::*;
use uuid::Uuid;

/// The steps of one account's story.
pub const STEPS: u64 = 11;

const NOON: Millis = Millis(1_700_000_000_000);
const HOUR: Duration = Duration::from_secs(3_600);
const RIGHT: [u8; 32] = [1; 32];
const WRONG: [u8; 32] = [2; 32];

/// How far a writer is: so many steps have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub u64);

impl Place {
    /// The account that the next step is about, and how many of its steps have been done.
    fn parts(self) -> (u64, u64) {
        (self.0 / STEPS, self.0 % STEPS)
    }

    pub fn next(self) -> Place {
        Place(self.0 + 1)
    }
}

/// Everything that the steps change.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    account: Option<(u64, String)>,
    sessions: usize,
    acts: usize,
    register_code: Option<u8>,
    login_code: Option<u8>,
    code_letter: bool,
    welcome_letter: bool,
}

/// One account of one writer. Every second one leaves at the end of its story.
#[derive(Clone, Copy)]
struct Hero {
    writer: u64,
    number: u64,
}

impl Hero {
    fn id(self, what: u64) -> Uuid {
        Uuid::from_u64_pair(self.writer + 1, self.number << 8 | what)
    }

    fn email(self) -> Email {
        Email::parse(&format!("hero{}@writer{}.example", self.number, self.writer)).unwrap()
    }

    fn address(self) -> Address {
        Address::Email(self.email())
    }

    fn letter(self, what: u64) -> Letter {
        Letter {
            id: MailId(self.id(what)),
            to: self.address(),
            kind: "code".into(),
            sealed: vec![7; 200],
            created_at: NOON,
            due_at: NOON,
            give_up_at: NOON + HOUR,
            attempts: 0,
            last_error: None,
            state: LetterState::Waiting,
        }
    }

    fn code(self, purpose: CodePurpose) -> NewCode {
        let address = self.address();
        NewCode { purpose, address, hash: RIGHT, expires_at: NOON + HOUR, tries: 5 }
    }

    fn once(self, what: u64) -> Option<Once> {
        let mut key = [0; 32];
        key[..16].copy_from_slice(self.id(what).as_bytes());
        Some(Once { key, fingerprint: key, kept_for: HOUR })
    }

    fn proof(self, purpose: CodePurpose, hash: [u8; 32]) -> Option<Proof> {
        Some(Proof { purpose, address: self.address(), hash })
    }

    fn new_account(self) -> NewAccount {
        let username = format!("hero{}of{}", self.number, self.writer);
        NewAccount {
            username: Some(Username::parse(&username).unwrap()),
            email: Some(OwnedEmail { email: self.email(), verified_at: Some(NOON) }),
            phone: None,
            password_hash: Some("$argon2id$of$a$password".into()),
            role: Role::NormalUser,
            profile: Profile::default(),
        }
    }

    fn new_session(self, account: &Account, what: u64) -> NewSession {
        let address = "192.0.2.7".parse().unwrap();
        NewSession {
            id: SessionId(self.id(what)),
            uid: account.uid,
            if_epoch: account.password_epoch,
            origin: Origin { address, agent: "a browser".into(), device: None },
            nonce: [7; 16],
            kind: SessionKind::Refreshed,
            secret: None,
            expires_at: NOON + HOUR,
            sessions_max: 5,
        }
    }

    fn leaves(self) -> bool {
        self.number.is_multiple_of(2)
    }

    async fn account(self, store: &EmbeddedStore) -> Answer<Option<Account>> {
        store.account_by_name(&LoginName::Email(self.email())).await
    }
}

fn told(what: &str, subject: Option<Uid>) -> Given {
    let detail = String::new();
    let act = Act { at: NOON, actor: Actor::Console, what: what.into(), subject, detail };
    Given { act: Some(act), ..Given::at(NOON) }
}

const FREE: CodePace = CodePace {
    interval: Duration::ZERO,
    per_address_hour: u32::MAX,
    per_address_day: u32::MAX,
    per_channel_day: u32::MAX,
};

/// Takes the step that follows `place`.
pub async fn step(store: &EmbeddedStore, writer: u64, place: Place) -> Answer<()> {
    let (number, done) = place.parts();
    let hero = Hero { writer, number };
    match done {
        0 => {
            let given = Given { letter: Some(hero.letter(1)), ..Given::at(NOON) };
            let issued = store.issue_code(hero.code(CodePurpose::Register), FREE, given).await?;
            assert_eq!(issued, Issued::Issued);
            Ok(())
        }
        1 => {
            let proof = hero.proof(CodePurpose::Register, RIGHT);
            let letter = Some(hero.letter(2));
            let given = Given { proof, letter, once: hero.once(1), ..told("created", None) };
            let made = store.create_account(hero.new_account(), given).await?;
            assert!(matches!(made, Created::Created(_)), "{made:?}");
            Ok(())
        }
        _ => step_of_account(store, hero, done).await,
    }
}

async fn step_of_account(store: &EmbeddedStore, hero: Hero, done: u64) -> Answer<()> {
    let Some(account) = hero.account(store).await? else { panic!("no account before step {done}") };
    let uid = account.uid;
    match done {
        2 | 3 => {
            let given = Given { once: hero.once(done), ..told("session_opened", Some(uid)) };
            let opened = store.open_session(hero.new_session(&account, done), given).await?;
            assert!(matches!(opened, Opened::Opened { .. }), "{opened:?}");
        }
        4 => store.letter_sent(MailId(hero.id(1))).await?,
        5 => {
            let ended = told("session_ended", Some(uid));
            assert!(store.end_session(uid, SessionId(hero.id(2)), ended).await?);
        }
        6 => {
            let new = NewPassword { hash: "new".into(), if_epoch: Some(0), keep: None };
            let answer = store.replace_password(uid, new, told("password", Some(uid))).await?;
            assert!(matches!(answer, Changed::Changed { .. }), "{answer:?}");
        }
        7 => {
            let code = hero.code(CodePurpose::Login);
            let issued = store.issue_code(code, FREE, Given::at(NOON)).await?;
            assert_eq!(issued, Issued::Issued);
        }
        8 => {
            let proof = hero.proof(CodePurpose::Login, WRONG);
            let used = store.use_code(Given { proof, ..Given::at(NOON) }).await?;
            assert_eq!(used, CodeUse::Wrong { left: 4 });
        }
        9 => store.letter_sent(MailId(hero.id(2))).await?,
        _ => return last_step(store, hero, uid).await,
    }
    Ok(())
}

async fn last_step(store: &EmbeddedStore, hero: Hero, uid: Uid) -> Answer<()> {
    if hero.leaves() {
        let deleted = store.delete_account(uid, NOON, told("deleted", Some(uid))).await?;
        assert!(matches!(deleted, Deleted::Deleted { .. }), "{deleted:?}");
    } else {
        let display_name = Some("a hero at rest".into());
        let change = AccountChange { display_name, ..AccountChange::default() };
        let answer = store.change_account(uid, change, None, told("renamed", Some(uid))).await?;
        assert!(matches!(answer, Changed::Changed { .. }), "{answer:?}");
    }
    Ok(())
}

/// What must be seen of a hero after `done` steps.
fn expected(hero: Hero, done: u64) -> Seen {
    if done == STEPS && hero.leaves() {
        return Seen::default();
    }
    let from_to = |from: u64, to: u64| (from..to).contains(&done);
    let name = if done == STEPS { "a hero at rest" } else { "" };
    let acts = [2, 3, 4, 6, 7, STEPS].iter().filter(|step| done >= **step).count();
    Seen {
        account: (done >= 2).then(|| (u64::from(done >= 7), name.to_owned())),
        sessions: usize::from(from_to(3, 6)) + usize::from(from_to(4, 7)),
        acts,
        register_code: from_to(1, 2).then_some(5),
        login_code: (done >= 8).then_some(if done == 8 { 5 } else { 4 }),
        code_letter: from_to(1, 5),
        welcome_letter: from_to(2, 10),
    }
}

async fn seen(store: &EmbeddedStore, hero: Hero) -> Answer<Seen> {
    let (sessions, acts, account) = match hero.account(store).await? {
        None => (0, 0, None),
        Some(account) => (
            store.sessions(account.uid, NOON).await?.len(),
            store.acts(Some(account.uid), None, 99).await?.len(),
            Some((account.password_epoch, account.profile.display_name)),
        ),
    };
    store.look(|view| {
        let tries = |purpose| {
            let key = keys::code(purpose, &hero.address());
            rows::read(view, &key).map(|code: Option<KeptCode>| code.map(|code| code.tries))
        };
        let letter = |what| rows::is_there(view, &keys::letter(MailId(hero.id(what))));
        Ok(Seen {
            account,
            sessions,
            acts,
            register_code: tries(CodePurpose::Register)?,
            login_code: tries(CodePurpose::Login)?,
            code_letter: letter(1)?,
            welcome_letter: letter(2)?,
        })
    })
}

/// How far a writer came to whom so many steps were answered. The one that was under way may be
/// there too, but whole; everything else is a promise broken, and said to be so.
pub async fn standing(
    store: &EmbeddedStore,
    writer: u64,
    answered: Place,
) -> Answer<Result<Place, String>> {
    let (number, done) = answered.parts();
    let hero = Hero { writer, number };
    let seen_now = seen(store, hero).await?;
    let place = [done, done + 1].into_iter().find(|done| expected(hero, *done) == seen_now);
    let Some(place) = place else {
        return Ok(Err(format!(
            "writer {writer} had {answered:?} answered: account {number} should be {:?}, with one \
             more step {:?}, and is {seen_now:?}",
            expected(hero, done),
            expected(hero, done + 1),
        )));
    };
    let neighbours = [(number.checked_sub(1), STEPS), (Some(number + 1), 0)];
    for (number, done) in neighbours.into_iter().filter_map(|(n, done)| Some((n?, done))) {
        if let Err(other) = is_at(store, Hero { writer, number }, done).await? {
            return Ok(Err(other));
        }
    }
    Ok(Ok(Place(number * STEPS + place)))
}

/// The accounts whose story has been told must be as it left them, too.
pub async fn look_back(store: &EmbeddedStore, writer: u64, place: Place) -> Result<(), String> {
    for number in 0..place.parts().0 {
        is_at(store, Hero { writer, number }, STEPS).await.unwrap()?;
    }
    Ok(())
}

async fn is_at(store: &EmbeddedStore, hero: Hero, done: u64) -> Answer<Result<(), String>> {
    let (is, should) = (seen(store, hero).await?, expected(hero, done));
    let Hero { writer, number } = hero;
    let wrong = || format!("account {number} of writer {writer} is {is:?}, not {should:?}");
    Ok(if is == should { Ok(()) } else { Err(wrong()) })
}

#[tokio::test]
async fn a_step_that_is_missing_or_half_there_is_noticed() {
    let store = EmbeddedStore::in_memory();
    let mut place = Place(0);
    while place < Place(2 * STEPS + 2) {
        assert_eq!(standing(&store, 0, place).await, Ok(Ok(place)));
        if place.0 > 0 {
            let one_less = Place(place.0 - 1);
            assert_eq!(standing(&store, 0, one_less).await, Ok(Ok(place)), "the last is allowed");
        }
        assert!(standing(&store, 0, place.next()).await.unwrap().is_err(), "{place:?}");
        step(&store, 0, place).await.unwrap();
        place = place.next();
    }
    look_back(&store, 0, place).await.unwrap();

    store.letter_sent(MailId(Hero { writer: 0, number: 2 }.id(2))).await.unwrap();
    assert!(standing(&store, 0, place).await.unwrap().is_err(), "half a step");
    let survivor = Hero { writer: 0, number: 1 }.account(&store).await.unwrap().unwrap();
    store.delete_account(survivor.uid, NOON, Given::at(NOON)).await.unwrap();
    assert!(look_back(&store, 0, place).await.is_err());
}
