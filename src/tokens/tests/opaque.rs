//! Refresh tokens, keyed hashes and codes.

use proptest::prelude::*;

use super::*;
use crate::values::{Random, SeededRandom};

const NONCE: [u8; 16] = [9; 16];

#[test]
fn a_refresh_token_tells_its_session_and_generation() {
    let tokens = tokens();
    let text = tokens.refresh(sid(), 3, &NONCE);
    assert!(text.reveal().starts_with("thr_"));
    let refresh = tokens.read_refresh(text.reveal()).unwrap();
    assert_eq!((refresh.sid, refresh.generation), (sid(), 3));
    assert!(refresh.is_signed_for(&NONCE));
}

#[test]
fn two_tabs_are_given_the_same_successor() {
    assert_eq!(tokens().refresh(sid(), 4, &NONCE), tokens().refresh(sid(), 4, &NONCE));
    assert_ne!(tokens().refresh(sid(), 4, &NONCE), tokens().refresh(sid(), 5, &NONCE));
}

#[test]
fn a_refresh_token_is_good_for_one_session_of_one_house() {
    let tokens = tokens();
    let text = tokens.refresh(sid(), 3, &NONCE);
    assert!(!tokens.read_refresh(text.reveal()).unwrap().is_signed_for(&[8; 16]));

    let stranger = Secrets::from_bytes(b"another horse, another battery, 12345").unwrap();
    let stranger = Tokens::new(&stranger, settings());
    assert!(!stranger.read_refresh(text.reveal()).unwrap().is_signed_for(&NONCE));
}

#[test]
fn a_refresh_token_has_one_spelling() {
    let tokens = tokens();
    let text = tokens.refresh(sid(), 3, &NONCE);
    let text = text.reveal();
    let bare = text.strip_prefix("thr_").unwrap();
    for other in [
        String::new(),
        "thr_".to_owned(),
        bare.to_owned(),
        format!("THR_{bare}"),
        format!("{text}="),
        format!("{text}A"),
        format!(" {text}"),
        format!("{text}\n"),
        text[..text.len() - 1].to_owned(),
        text[..text.len() - 4].to_owned(),
        format!("thr_{}", "A".repeat(100 * 1024)),
        tokens.access(Uid(7), sid(), NOW).text.reveal().to_owned(),
    ] {
        assert!(tokens.read_refresh(&other).is_none(), "{other:.100}");
    }
}

proptest! {
    #[test]
    fn no_changed_refresh_token_is_signed(place in 4usize..74, byte in 0x20u8..0x7f) {
        let tokens = tokens();
        let text = tokens.refresh(sid(), 3, &NONCE);
        let mut changed = text.reveal().as_bytes().to_vec();
        let place = place.min(changed.len() - 1);
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        let changed = String::from_utf8(changed).unwrap();
        let accepted = tokens.read_refresh(&changed).is_some_and(|read| read.is_signed_for(&NONCE));
        prop_assert!(!accepted);
    }
}

#[test]
fn the_parts_of_a_keyed_hash_cannot_run_into_one_another() {
    let tokens = tokens();
    let hash = |domain, parts: &[&[u8]]| tokens.keyed_hash(domain, parts);
    assert_eq!(hash("code", &[b"ab", b"c"]), hash("code", &[b"ab", b"c"]));
    assert_ne!(hash("code", &[b"ab", b"c"]), hash("code", &[b"a", b"bc"]));
    assert_ne!(hash("code", &[b"ab", b"c"]), hash("code", &[b"abc"]));
    assert_ne!(hash("code", &[b"ab"]), hash("code", &[b"ab", b""]));
    assert_ne!(hash("code", &[b"ab"]), hash("once", &[b"ab"]));
    assert_ne!(hash("code", &[b"ab"]), hash("codea", &[b"b"]));
}

#[test]
fn every_use_of_the_secret_has_a_key_of_its_own() {
    let secrets = secrets();
    let purposes = ["access tokens", "access token key id", "refresh tokens", "keyed hashes"];
    let mut keys: Vec<_> = purposes.iter().map(|purpose| secrets.derive(purpose)).collect();
    keys.push(secrets.sealing_key());
    let distinct: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn the_digits_of_codes_are_uniform_at_every_place() {
    let random: &dyn Random = &SeededRandom::new(2026);
    let mut seen = [[0f64; 10]; 6];
    for _ in 0..10_000 {
        let code = new_code(random, 6);
        assert_eq!(code.reveal().len(), 6, "leading zeros are kept");
        for (place, digit) in code.reveal().bytes().enumerate() {
            seen[place][usize::from(digit - b'0')] += 1.0;
        }
    }
    for counts in seen {
        let chi_square: f64 = counts.iter().map(|n| (n - 1_000.0).powi(2) / 1_000.0).sum();
        // 9 degrees of freedom: a fair draw lies above 27.9 once in a thousand times.
        assert!(chi_square < 27.9, "{chi_square}: {counts:?}");
    }
}
