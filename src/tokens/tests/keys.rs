//! Keys of accounts, and what stands in links.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn key(claims: KeyClaims, nonce: [u8; 16]) -> SecretText {
    tokens().key_secret(claims, &nonce)
}

#[test]
fn a_key_is_forty_hexadecimal_digits_that_say_whose_it_is() {
    for (uid, epoch) in [(1, 0), (Uid::LAST.0, u64::from(u16::MAX))] {
        let claims = KeyClaims::new(Uid(uid), epoch);
        let key = key(claims, [7; 16]);
        assert_eq!(key.reveal().len(), 40);
        assert!(key.reveal().bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()));
        assert_eq!(tokens().read_key(key.reveal()), Some(claims));
    }
}

#[test]
fn two_keys_of_one_account_have_nothing_in_common() {
    let claims = KeyClaims::new(Uid(1), 0);
    let (one, other) = (key(claims, [7; 16]), key(claims, [8; 16]));
    let alike = one.reveal().bytes().zip(other.reveal().bytes()).filter(|(a, b)| a == b).count();
    assert!(alike < 15, "{one:?} {other:?}");
}

#[test]
fn a_key_of_which_a_digit_is_another_says_nothing() {
    let good = key(KeyClaims::new(Uid(1), 0), [7; 16]);
    for at in 0..40 {
        let mut digits = good.reveal().as_bytes().to_vec();
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        assert_eq!(tokens().read_key(std::str::from_utf8(&digits).unwrap()), None, "{at}");
    }
    let upper = good.reveal().to_uppercase();
    for text in ["", "0", upper.as_str(), &"é".repeat(20), &format!("{}0", good.reveal())] {
        assert_eq!(tokens().read_key(text), None, "{text}");
    }
}

#[test]
fn a_link_is_good_over_the_same_parts_and_for_its_time() {
    let parts: [&[u8]; 2] = [b"reset", b"17"];
    let link = tokens().link(&parts, NOW);
    let is_good = |text: &str, parts: &[&[u8]], at| tokens().link_is_good(text, parts, DAY, at);
    assert!(is_good(link.reveal(), &parts, NOW));
    assert!(is_good(link.reveal(), &parts, NOW + DAY));
    assert!(!is_good(link.reveal(), &parts, NOW + DAY + Duration::from_secs(2)), "too old");
    assert!(!is_good(link.reveal(), &parts, NOW - Duration::from_secs(2)), "from the future");
    assert!(!is_good(link.reveal(), &[b"reset", b"18"], NOW));
    assert!(!is_good(link.reveal(), &[b"reset1", b"7"], NOW), "parts do not run into one another");
}

#[test]
fn a_link_fits_where_front_ends_expect_one() {
    let link = tokens().link(&[b"reset"], NOW);
    let (moment, signature) = link.reveal().split_once('-').unwrap();
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    assert!(is_plain(moment) && (1..=13).contains(&moment.len()), "{moment}");
    assert!(is_plain(signature) && signature.len() == 20, "{signature}");
    for text in ["", "-", "x", "zzzzzzzzzzzzzz-0", &format!("0{}", link.reveal())] {
        assert!(!tokens().link_is_good(text, &[b"reset"], DAY, NOW) || text.starts_with("0"));
    }
}
