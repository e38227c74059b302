use super::*;
use crate::values::Uid;

fn who(name: &str) -> Who {
    Who::Username(username(name))
}

fn uids(page: Page<PublicProfile, Uid>) -> Vec<Uid> {
    page.items.iter().map(|person| person.uid).collect()
}

#[tokio::test]
async fn following_is_seen_from_both_sides_and_twice_is_once() {
    let house = Teahouse::open();
    let (alice, bob) = (house.settle("alice", &[]).await, house.settle("bob", &[]).await);
    let caller = house.sign_in("alice").await;
    for _ in 0..2 {
        house.accounts.follow(&caller, &who("bob")).await.unwrap();
    }
    assert_eq!(uids(house.accounts.following(alice.uid, None, 10).await.unwrap()), [bob.uid]);
    assert_eq!(uids(house.accounts.followers(bob.uid, None, 10).await.unwrap()), [alice.uid]);
    house.accounts.unfollow(&caller, &who("bob")).await.unwrap();
    assert_eq!(uids(house.accounts.followers(bob.uid, None, 10).await.unwrap()), []);
}

#[tokio::test]
async fn blocking_ends_the_others_follow_and_is_not_told() {
    let house = Teahouse::open();
    let (alice, bob) = (house.settle("alice", &[]).await, house.settle("bob", &[]).await);
    let (calls, follows) = (house.sign_in("alice").await, house.sign_in("bob").await);
    house.accounts.follow(&follows, &who("alice")).await.unwrap();
    house.accounts.block(&calls, &who("bob")).await.unwrap();
    assert_eq!(uids(house.accounts.followers(alice.uid, None, 10).await.unwrap()), []);
    assert_eq!(uids(house.accounts.blocked(&calls, None, 10).await.unwrap()), [bob.uid]);

    assert_eq!(house.accounts.follow(&follows, &who("alice")).await, Ok(()));
    assert_eq!(uids(house.accounts.followers(alice.uid, None, 10).await.unwrap()), []);
    house.accounts.unblock(&calls, &who("bob")).await.unwrap();
    house.accounts.follow(&follows, &who("alice")).await.unwrap();
    assert_eq!(uids(house.accounts.followers(alice.uid, None, 10).await.unwrap()), [bob.uid]);
}

#[tokio::test]
async fn nobody_is_tied_to_himself_or_to_nobody() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let gone = house.settle("gone", &[]).await;
    Admin::console(&house.accounts).set_active(gone.uid, false).await.unwrap();
    let caller = house.sign_in("alice").await;
    assert_eq!(house.accounts.follow(&caller, &who("alice")).await, Err(TieError::Oneself));
    for nobody in [who("nobody"), who("gone"), Who::Uid(Uid(999))] {
        let answer = house.accounts.follow(&caller, &nobody).await;
        assert_eq!(answer, Err(TieError::NoSuchAccount), "{nobody:?}");
    }
}

#[tokio::test]
async fn ties_are_limited_and_come_in_pages() {
    let house = Teahouse::with(|settings| settings.ties_max = 3);
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let mut guests = Vec::new();
    for i in 0..4 {
        guests.push(house.settle(&format!("guest{i}"), &[]).await.uid);
    }
    for guest in &guests[..3] {
        house.accounts.follow(&caller, &Who::Uid(*guest)).await.unwrap();
    }
    let more = house.accounts.follow(&caller, &Who::Uid(guests[3])).await;
    assert_eq!(more, Err(TieError::TooMany { max: 3 }));

    let first = house.accounts.following(alice.uid, None, 2).await.unwrap();
    assert_eq!(first.next, Some(guests[1]));
    let second = house.accounts.following(alice.uid, first.next, 2).await.unwrap();
    assert_eq!((uids(first), second.next), (guests[..2].to_vec(), None));
    assert_eq!(uids(second), [guests[2]]);
}
