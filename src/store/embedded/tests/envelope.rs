use serde::{Deserialize, Serialize};

use crate::store::embedded::engine::Fault;
use crate::store::embedded::envelope::{open, seal};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Yesterday {
    name: String,
    size: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Today {
    #[serde(default)]
    colour: Option<String>,
    name: String,
    size: u32,
}

fn cup() -> Yesterday {
    Yesterday { name: "cup".into(), size: 3 }
}

#[test]
fn what_was_sealed_can_be_opened_again() {
    let sealed = seal(b"k1", &cup()).unwrap();
    assert_eq!(open::<Yesterday>(b"k1", &sealed), Ok(cup()));
}

#[test]
fn any_flipped_bit_is_noticed() {
    let sealed = seal(b"k1", &cup()).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let opened = open::<Yesterday>(b"k1", &flipped);
        assert!(matches!(opened, Err(Fault::Damaged(_))), "bit {bit} was not noticed");
    }
}

#[test]
fn a_value_that_was_cut_off_is_noticed() {
    let sealed = seal(b"k1", &cup()).unwrap();
    for length in 0..sealed.len() {
        let opened = open::<Yesterday>(b"k1", &sealed[..length]);
        assert!(matches!(opened, Err(Fault::Damaged(_))), "a cut at {length} was not noticed");
    }
}

#[test]
fn a_value_under_another_key_is_noticed() {
    let sealed = seal(b"k1", &cup()).unwrap();
    assert!(matches!(open::<Yesterday>(b"k2", &sealed), Err(Fault::Damaged(_))));
}

#[test]
fn fields_can_be_added_and_left_out() {
    let old = seal(b"k1", &cup()).unwrap();
    let read = open::<Today>(b"k1", &old).unwrap();
    assert_eq!(read, Today { colour: None, name: "cup".into(), size: 3 });

    let new = seal(b"k1", &Today { colour: Some("blue".into()), ..read }).unwrap();
    assert_eq!(open::<Yesterday>(b"k1", &new), Ok(cup()));
}

#[test]
fn a_report_of_damage_does_not_tell_the_key() {
    let Err(Fault::Damaged(report)) = open::<Yesterday>(b"nalice@example.org", b"") else {
        panic!("an empty value was opened");
    };
    assert!(!report.contains("alice"), "{report}");
}
