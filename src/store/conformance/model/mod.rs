//! Random sequences of calls, answered by the store as by the simplest thing that could answer
//! them; after each sequence everything must fit together.

mod asked;
mod simplest;

use proptest::prelude::*;

use self::asked::ask;
use self::simplest::Model;

use super::house::*;
use crate::store::*;
use crate::values::*;

/// The last two are what the store calls who has lost his last name.
const NAMES: [&str; 7] = ["ann", "ANN", "bo", "cy", "аnn", "user1", "user2-2"];
const MAILS: [&str; 2] = ["ann@mail.example", "bo@mail.example"];
const GRACE_S: i64 = 10;
const SESSIONS_MAX: usize = 2;

/// Which of the addresses, and whether it is proven or only claimed.
type Mail = (usize, bool);

/// People and sessions are named by the order in which they came; one that never came is nobody.
#[derive(Clone, Debug)]
enum Call {
    Create { name: Option<usize>, mail: Option<Mail>, guess: Option<bool> },
    Address { who: u64, mail: Mail },
    Rename { who: u64, name: usize },
    Delete { who: u64, kept_s: i64 },
    Switch { who: u64, active: bool },
    Password { who: u64, epoch: Option<u64>, keep: usize },
    Open { who: u64, epoch: u64 },
    Rotate { which: usize, generation: u32 },
    End { who: u64, which: usize },
    EndAll { who: u64, but: usize },
    Issue { mail: usize },
    Guess { mail: usize, right: bool },
    Wait { seconds: i64 },
    Sweep { limit: usize },
}

fn calls() -> impl Strategy<Value = Call> {
    use Call::*;
    let (name, mail, who, which) = (0..NAMES.len(), 0..MAILS.len(), 1..5u64, 0..6usize);
    let proven = (mail.clone(), any::<bool>());
    prop_oneof![
        3 => (name.clone(), prop::option::of(proven.clone()), prop::option::of(any::<bool>()))
            .prop_map(|(name, mail, guess)| Create { name: Some(name), mail, guess }),
        2 => proven.clone()
            .prop_map(|mail| Create { name: None, mail: Some(mail), guess: None }),
        2 => (who.clone(), proven).prop_map(|(who, mail)| Address { who, mail }),
        1 => (who.clone(), name).prop_map(|(who, name)| Rename { who, name }),
        1 => (who.clone(), prop_oneof![Just(0), Just(40)])
            .prop_map(|(who, kept_s)| Delete { who, kept_s }),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, active)| Switch { who, active }),
        1 => (who.clone(), prop::option::of(0..2u64), which.clone())
            .prop_map(|(who, epoch, keep)| Password { who, epoch, keep }),
        4 => (who.clone(), 0..2u64).prop_map(|(who, epoch)| Open { who, epoch }),
        3 => (which.clone(), 0..3u32)
            .prop_map(|(which, generation)| Rotate { which, generation }),
        1 => (who.clone(), which.clone()).prop_map(|(who, which)| End { who, which }),
        1 => (who, which).prop_map(|(who, but)| EndAll { who, but }),
        2 => mail.clone().prop_map(|mail| Issue { mail }),
        2 => (mail, any::<bool>()).prop_map(|(mail, right)| Guess { mail, right }),
        3 => (1..30i64).prop_map(|seconds| Wait { seconds }),
        2 => (1..4usize).prop_map(|limit| Sweep { limit }),
    ]
}

fn at(seconds: i64) -> Millis {
    Millis(NOON.0 + seconds * 1_000)
}

fn id_of(which: usize) -> SessionId {
    SessionId(uuid::Uuid::from_u128(which as u128 + 1))
}

async fn run(calls: Vec<Call>) {
    let (store, mut model) = (House::memory(), Model::default());
    for (number, call) in calls.iter().enumerate() {
        let (now, opened) = (model.now, model.sessions.len());
        let expected = model.answer(call);
        assert_eq!(ask(&store, call, now, opened).await, expected, "call {number}: {call:?}");
    }
    assert_eq!(store.account_count(), model.people.len() as u64);
    for (uid, person) in &model.people {
        let account = store.account(Uid(*uid)).await.unwrap().unwrap();
        let look = account.username.as_ref().map(Username::skeleton);
        assert_eq!((look, account.email.is_some()), (person.name.clone(), person.mail.is_some()));
    }
    for which in 0..model.sessions.len() {
        let found = store.session(id_of(which), at(model.now)).await.unwrap();
        assert_eq!(found.is_some(), model.is_live(which), "session {which}");
    }
    store.is_sound();
    // A year later all that expires has gone, however it came to be.
    while store.sweep(at(366 * 24 * 3_600), 100).await.unwrap() == 100 {}
    store.is_sound();
    for uid in model.people.keys() {
        store.delete_account(Uid(*uid), NOON, Given::at(NOON)).await.unwrap();
    }
    // Uids, accounts, and lines of the audit log.
    let counters = usize::from(model.last_uid > 0) * 2 + usize::from(model.displaced > 0);
    assert_eq!(store.rows(), counters, "something was left behind");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn the_store_answers_as_the_simplest_thing_that_could(
        calls in prop::collection::vec(calls(), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(run(calls));
    }
}
