//! The promises of [`SocialStore`].

use super::house::*;
use crate::store::*;
use crate::values::*;

async fn tie(house: &House, from: &Account, to: &Account) -> Tied {
    house.tie(from.uid, Tie::Follow, to.uid, 3, Given::at(NOON)).await.unwrap()
}

pub async fn a_tie_is_seen_from_both_ends(house: &House) {
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    assert_eq!(tie(house, &alice, &bob).await, Tied::Tied);
    assert_eq!(tie(house, &alice, &bob).await, Tied::Already);
    assert_eq!(house.is_tied(alice.uid, Tie::Follow, bob.uid).await, Ok(true));
    assert_eq!(house.is_tied(bob.uid, Tie::Follow, alice.uid).await, Ok(false));
    assert_eq!(house.is_tied(alice.uid, Tie::Block, bob.uid).await, Ok(false));
    assert_eq!(house.tied_to(alice.uid, Tie::Follow, None, 9).await, Ok(vec![bob.uid]));
    assert_eq!(house.tied_from(bob.uid, Tie::Follow, None, 9).await, Ok(vec![alice.uid]));
    assert_eq!(house.tied_from(bob.uid, Tie::Block, None, 9).await, Ok(vec![]));

    let nobody = house.tie(alice.uid, Tie::Follow, Uid(99), 3, Given::at(NOON)).await;
    assert_eq!(nobody, Ok(Tied::NoAccount));
    let untie = || house.untie(alice.uid, Tie::Follow, bob.uid, Given::at(NOON));
    assert_eq!(untie().await, Ok(true));
    assert_eq!(untie().await, Ok(false));
    assert_eq!(house.tied_from(bob.uid, Tie::Follow, None, 9).await, Ok(vec![]));
}

pub async fn ties_have_a_number_and_an_order(house: &House) {
    let alice = house.person("alice").await;
    let mut others = Vec::new();
    for name in ["bob", "carol", "dave", "erin"] {
        others.push(house.person(name).await);
    }
    for other in others[..3].iter().rev() {
        assert_eq!(tie(house, &alice, other).await, Tied::Tied);
    }
    assert_eq!(tie(house, &alice, &others[3]).await, Tied::TooMany);
    assert_eq!(tie(house, &alice, &others[2]).await, Tied::Already, "there was no room needed");
    let follows = |after, limit| house.tied_to(alice.uid, Tie::Follow, after, limit);
    assert_eq!(follows(None, 2).await, Ok(vec![others[0].uid, others[1].uid]));
    assert_eq!(follows(Some(others[1].uid), 2).await, Ok(vec![others[2].uid]));
    for other in &others[1..] {
        tie(house, other, &others[0]).await;
    }
    let followers = house.tied_from(others[0].uid, Tie::Follow, Some(alice.uid), 2).await;
    assert_eq!(followers, Ok(vec![others[1].uid, others[2].uid]));
}

pub async fn who_is_followed_by_many_is_forgotten_in_turns(house: &House) {
    let star = house.person("star").await;
    let fans = (0..1_100).map(|number| async move { house.person(&format!("fan{number}")).await });
    let fans = futures_util::future::join_all(fans).await;
    futures_util::future::join_all(fans.iter().map(|fan| tie(house, fan, &star))).await;
    for _ in 0..10 {
        house.note_act(act("disabled", Some(star.uid))).await.unwrap();
    }
    house.delete_account(star.uid, NOON, Given::at(NOON)).await.unwrap();
    house.is_sound();
    let told = act("asked_about", Some(star.uid));
    house.note_act(told.clone()).await.unwrap();
    assert_eq!(house.tied_from(star.uid, Tie::Follow, None, 2_000).await.unwrap().len(), 100);

    assert_eq!(house.sweep(NOON, 60).await, Ok(60));
    house.is_sound();
    assert_eq!(house.sweep(NOON, 60).await, Ok(50));
    assert_eq!(house.sweep(NOON, 60).await, Ok(0));
    assert_eq!(house.tied_from(star.uid, Tie::Follow, None, 2_000).await, Ok(vec![]));
    assert_eq!(house.acts(Some(star.uid), None, 9).await, Ok(vec![(11, told)]));
}
