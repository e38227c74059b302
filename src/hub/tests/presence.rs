use std::time::Duration;

use super::house::House;
use crate::hub::PresenceChange;
use crate::values::{Millis, Uid};

#[test]
fn several_devices_are_one_presence() {
    let house = House::new();
    let (bob, _) = house.connect(42);
    house.hub.watch(bob.link(), Uid(17));
    let (phone, _) = house.connect(17);
    let here = PresenceChange { uid: Uid(17), online: true, last_seen: None };
    assert_eq!(house.hub.presence_changes(), [here]);
    let (laptop, _) = house.connect(17);
    drop(phone);
    assert_eq!(house.hub.presence_changes(), []);
    house.clock.advance(Duration::from_secs(5));
    drop(laptop);
    let gone = PresenceChange { uid: Uid(17), online: false, last_seen: Some(Millis(6_000)) };
    assert_eq!(house.hub.presence_changes(), [gone]);
}

#[test]
fn who_comes_back_at_once_was_never_gone() {
    let house = House::new();
    let (bob, _) = house.connect(42);
    house.hub.watch(bob.link(), Uid(17));
    let (phone, _) = house.connect(17);
    house.hub.presence_changes();
    drop(phone);
    let _phone = house.connect(17);
    assert_eq!(house.hub.presence_changes(), []);
}

#[test]
fn nobody_is_noted_whom_nobody_watches() {
    let house = House::new();
    let _phone = house.connect(17);
    assert_eq!(house.hub.presence_changes(), []);
}

/// She is told that he is gone, and then he was never gone for the others.
#[test]
fn who_begins_to_watch_while_somebody_comes_and_goes_is_not_left_with_the_past() {
    let house = House::new();
    let (bob, _) = house.connect(42);
    house.hub.watch(bob.link(), Uid(17));
    let (phone, _) = house.connect(17);
    house.hub.presence_changes();
    drop(phone);
    let (alice, _) = house.connect(43);
    house.hub.watch(alice.link(), Uid(17));
    assert!(!house.hub.presence(Uid(17)).online);
    house.hub.presence_told(Uid(17));
    let _phone = house.connect(17);
    let changes = house.hub.presence_changes();
    assert_eq!(changes.iter().map(|change| change.online).collect::<Vec<_>>(), [true]);
}
