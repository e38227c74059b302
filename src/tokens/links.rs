//! What stands in a link that is sent by mail: a moment and a MAC, `1a2b3c4-…20 characters…`, for
//! front ends whose addresses take this form. Nothing of it is kept: it is good while what it was
//! made over is as it was.

use std::time::Duration;

use ring::hmac;

use super::is_same;
use crate::values::{Millis, SecretText};

/// Digits of the moment (to the base of 36) and of the MAC (five bits each).
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const MAC_CHARS: usize = 20;

pub(super) fn issue(key: &hmac::Key, parts: &[&[u8]], now: Millis) -> SecretText {
    let seconds = u64::try_from(now.0 / 1000).unwrap_or_default();
    SecretText::new(format!("{}-{}", to_base_36(seconds), mac(key, parts, seconds)))
}

/// Whether this house made it over the same parts, no longer than `lives` ago.
pub(super) fn is_good(
    key: &hmac::Key,
    text: &str,
    parts: &[&[u8]],
    lives: Duration,
    now: Millis,
) -> bool {
    let Some((moment, shown)) = text.split_once('-') else { return false };
    let Ok(seconds) = u64::from_str_radix(moment, 36) else { return false };
    let expected = mac(key, parts, seconds);
    let same = is_same(expected.as_bytes(), shown.as_bytes());
    let made_at = Millis(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX));
    // A second is lost in the text; none is taken from the link's life for it.
    same && made_at <= now && now.since(made_at) < lives + Duration::from_secs(1)
}

fn mac(key: &hmac::Key, parts: &[&[u8]], seconds: u64) -> String {
    let mut signed = hmac::Context::with_key(key);
    signed.update(&seconds.to_be_bytes());
    for part in parts {
        signed.update(&(part.len() as u64).to_be_bytes());
        signed.update(part);
    }
    let signed = signed.sign();
    let digit = |byte: &u8| char::from(DIGITS[usize::from(byte & 31)]);
    signed.as_ref().iter().take(MAC_CHARS).map(digit).collect()
}

fn to_base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.push(char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
    }
    digits.iter().rev().collect()
}
