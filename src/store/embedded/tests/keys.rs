use std::collections::BTreeSet;

use super::super::engine::MAX_KEY_BYTES;
use super::super::keys::{self, Table};
use crate::store::{CodePurpose, Tie};
use crate::values::{Address, Email, LoginKind, MailId, Millis, Uid, Username};

#[test]
fn the_longest_name_fits_into_a_key_and_into_the_expiry_queue() {
    for letter in ["小", "𠮷", "ﷺ"] {
        let longest = Username::parse(&letter.repeat(Username::CHARS_MAX)).unwrap();
        for key in
            [keys::name(LoginKind::Username, &longest.key()), keys::skeleton(&longest.skeleton())]
        {
            assert!(keys::expiry(Millis(1), &key).len() <= MAX_KEY_BYTES, "{letter}");
        }
    }
    let local = "a".repeat(64);
    let mail = Email::parse(&format!("{local}@{}.example", "b.".repeat(80) + "c")).unwrap();
    let key = keys::code(CodePurpose::Verify, &Address::Email(mail));
    assert!(keys::expiry(Millis(1), &key).len() <= MAX_KEY_BYTES);
}

#[test]
fn no_name_is_the_beginning_of_another_or_anybodys_hash() {
    let long = "x".repeat(300);
    let hash = keys::name(LoginKind::Username, &long);
    let names = ["a", "ab", "b", "a\0b", "\0", "\u{1}", "", &long, &long[1..]];
    let mut all = BTreeSet::new();
    for name in names {
        for kind in [LoginKind::Username, LoginKind::Email, LoginKind::Phone] {
            assert!(all.insert(keys::name(kind, name)), "{name:?}");
        }
        assert!(all.insert(keys::skeleton(name)), "{name:?}");
    }
    // A short name that spells the stored hash of a long one lies elsewhere.
    let spelt = String::from_utf8_lossy(&hash[3..]).into_owned();
    assert_ne!(keys::name(LoginKind::Username, &spelt), hash);
}

#[test]
fn what_begins_with_a_text_is_found_by_it_and_nothing_else_is() {
    let span = keys::found_by("ab");
    let inside = |text: &str, uid| {
        let key = keys::found(text, Uid(uid));
        span.from <= key && key < span.to
    };
    assert!(inside("ab", 1) && inside("ab", u64::MAX) && inside("abc", 1) && inside("ab小", 1));
    assert!(!inside("a", 98) && !inside("a", u64::MAX) && !inside("ac", 1) && !inside("", 1));
    let key = keys::found("ab小", Uid(7));
    assert_eq!((keys::text_found(&key), keys::last_uid(&key)), (Some("ab小"), Some(Uid(7))));
}

#[test]
fn the_order_of_keys_is_the_order_of_what_they_say() {
    let times = [i64::MIN, -1, 0, 1, 255, 256, i64::MAX].map(Millis);
    let keys: Vec<_> = times.iter().map(|&at| keys::expiry(at, b"target")).collect();
    assert!(keys.is_sorted());
    for (key, at) in keys.iter().zip(times) {
        assert_eq!((keys::time(key), keys::expiry_target(key)), (Some(at), &b"target"[..]));
    }
    assert!([1, 255, 256, u64::MAX].map(keys::act).is_sorted());
    assert!(
        keys::queue(Millis(1), MailId(uuid::Uuid::max()))
            < keys::queue(Millis(2), MailId(uuid::Uuid::nil()))
    );
    assert!(keys::tie(Uid(1), Tie::Follow, Uid(2)) < keys::tie(Uid(1), Tie::Follow, Uid(10)));
}

#[test]
fn every_table_has_a_tag_of_its_own() {
    let tags: BTreeSet<u8> = Table::ALL.iter().map(|table| *table as u8).collect();
    assert_eq!(tags.len(), Table::ALL.len());
    assert!(!tags.contains(&0), "that is the store's own");
    for table in Table::ALL {
        assert_eq!(Table::of(&[table as u8, 1, 2]), Some(table));
    }
}

#[test]
fn a_key_that_is_cut_off_is_read_as_none() {
    for key in [&b""[..], b"f", b"f1234567", b"x123"] {
        assert_eq!(keys::text_found(key), None);
        assert_eq!(keys::time(key), None);
        assert_eq!(keys::number_before_last(key), None);
        assert_eq!(keys::expiry_target(key), b"");
    }
}
