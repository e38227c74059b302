//! The promises of [`FileStore`].

use bytes::Bytes;

use super::house::*;
use crate::store::*;

const PICTURE: Bytes = Bytes::from_static(b"a picture");

async fn show(house: &House, account: &Account, avatar: Option<FileHash>) -> Answer<Changed> {
    let change = AccountChange { avatar: Some(avatar), ..AccountChange::default() };
    house.change_account(account.uid, change, None, Given::at(NOON)).await
}

pub async fn a_picture_is_kept_while_somebody_shows_it(house: &House) {
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let id = house.put_avatar(PICTURE, NOON).await.unwrap();
    assert_eq!(house.put_avatar(PICTURE, NOON).await, Ok(id), "named by what it holds");
    assert_eq!(house.avatar(id).await, Ok(Some(PICTURE)));
    for account in [&alice, &bob] {
        changed(show(house, account, Some(id)).await);
        house.is_sound();
    }
    assert_eq!(house.sweep(NOON + DAY * 2, 9).await, Ok(0));

    changed(show(house, &alice, None).await);
    assert_eq!(house.avatar(id).await, Ok(Some(PICTURE)), "Bob shows it still");
    house.delete_account(bob.uid, NOON, Given::at(NOON)).await.unwrap();
    assert_eq!(house.avatar(id).await, Ok(None));
    let gone = show(house, &alice, Some(id)).await;
    assert!(matches!(gone, Err(StoreError::Unavailable(_))), "{gone:?}");
}

pub async fn a_picture_that_nobody_shows_goes_after_a_day(house: &House) {
    let alice = house.person("alice").await;
    let shown = house.put_avatar(Bytes::from_static(b"another"), NOON).await.unwrap();
    changed(show(house, &alice, Some(shown)).await);
    let id = house.put_avatar(PICTURE, NOON).await.unwrap();
    // Who brings the same again has a day again.
    assert_eq!(house.put_avatar(PICTURE, NOON + HOUR).await, Ok(id));
    house.put_avatar(Bytes::from_static(b"another"), NOON).await.unwrap();
    assert_eq!(house.sweep(NOON + DAY, 9).await, Ok(1));
    assert_eq!(house.avatar(id).await, Ok(Some(PICTURE)));
    assert_eq!(house.sweep(NOON + DAY + HOUR, 9).await, Ok(1));
    assert_eq!(house.avatar(id).await, Ok(None));
    assert_eq!(house.avatar(shown).await, Ok(Some(Bytes::from_static(b"another"))));
}

pub async fn a_picture_replaced_is_removed(house: &House) {
    let alice = house.person("alice").await;
    let first = house.put_avatar(PICTURE, NOON).await.unwrap();
    changed(show(house, &alice, Some(first)).await);
    let second = house.put_avatar(Bytes::from_static(b"another"), NOON).await.unwrap();
    let (account, _) = changed(show(house, &alice, Some(second)).await);
    assert_eq!(account.profile.avatar, Some(second));
    assert_eq!(house.avatar(first).await, Ok(None));
    assert!(house.avatar(second).await.unwrap().is_some());
}
