//! The promises of [`AuditStore`].

use super::house::*;
use crate::store::*;
use crate::values::*;

pub async fn the_log_is_read_from_its_end(house: &House) {
    for number in 1..=5 {
        let subject = (number % 2 == 0).then_some(Uid(number));
        house.note_act(act(&format!("act {number}"), subject)).await.unwrap();
    }
    let numbers = async |subject, before, limit| -> Vec<u64> {
        let acts = house.acts(subject, before, limit).await.unwrap();
        assert!(acts.iter().all(|(number, act)| act.what == format!("act {number}")));
        acts.iter().map(|(number, _)| *number).collect()
    };
    assert_eq!(numbers(None, None, 9).await, [5, 4, 3, 2, 1]);
    assert_eq!(numbers(None, Some(4), 2).await, [3, 2]);
    assert_eq!(numbers(Some(Uid(4)), None, 9).await, [4]);
    assert_eq!(numbers(Some(Uid(4)), Some(4), 9).await, [0; 0]);
    assert_eq!(numbers(Some(Uid(3)), None, 9).await, [0; 0]);
    assert_eq!(numbers(None, None, 0).await, [0; 0]);
}

pub async fn what_a_call_cannot_heed_it_refuses(house: &House) {
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let rows = house.rows();
    let proof = || proven(CodePurpose::Verify, &email("a@mail.example"), right(), NOON);
    for given in [proof(), once(1, 1, NOON)] {
        let refusals = [
            house.delete_account(alice.uid, NOON, given.clone()).await.err(),
            house.end_sessions(alice.uid, None, given.clone()).await.err(),
            house.tie(alice.uid, Tie::Follow, bob.uid, 9, given.clone()).await.err(),
            house.untie(alice.uid, Tie::Follow, bob.uid, given).await.err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(StoreError::Unavailable(_))), "{refusal:?}");
        }
    }
    assert_eq!(house.rows(), rows);
}

pub async fn a_record_that_is_too_large_is_refused_whole(house: &House) {
    let alice = house.person("alice").await;
    let change = AccountChange {
        username: Some(Username::parse("alicia").unwrap()),
        intro: Some("x".repeat(64 * 1024)),
        ..AccountChange::default()
    };
    let refused = house.change_account(alice.uid, change, None, Given::at(NOON)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(house.account_by_name(&username("alice")).await, Ok(Some(alice)));
    assert_eq!(house.account_by_name(&username("alicia")).await, Ok(None));
}
