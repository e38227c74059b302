//! What the contract finds wrong with a password: all of it, in its own order. A front end shows
//! the sentences as they come.

use std::collections::HashMap;

use super::scripts::{is_all_digits, words_of};
use super::words;
use crate::store::Account;

const CHARS_MIN: usize = 8;

/// Those that a cracker tries first. The list that the contract's sentence means has a thousand
/// words; what takes no more guesses than that comes closest to it.
const COMMON_GUESSES: u64 = 1_000;

/// Shorter ones all take few guesses, longer ones take long to estimate and are on no list.
const ESTIMATED_BYTES: std::ops::RangeInclusive<usize> = 4..=32;

/// From here on two texts are alike.
const SIMILAR: f64 = 0.7;

/// For somebody of whom nothing is known yet.
pub fn weaknesses(password: &str) -> Vec<String> {
    let too_short = password.chars().count() < CHARS_MIN;
    let said = [
        (too_short, words::TOO_SHORT),
        (is_common(password), words::TOO_COMMON),
        (is_all_digits(password), words::ALL_DIGITS),
    ];
    said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, said)| said.to_owned()).collect()
}

/// For the owner of an account: what it is too much like comes first.
pub fn weaknesses_for(account: &Account, password: &str) -> Vec<String> {
    let username = account.username.as_ref().map(|name| name.shown());
    let email = account.email.as_ref().map(|own| own.email.shown());
    let named = [
        ("username", username.unwrap_or_default()),
        ("first name", &account.profile.first_name),
        ("last name", &account.profile.last_name),
        ("email address", email.unwrap_or_default()),
    ];
    let similar = named.into_iter().find(|(_, value)| is_similar(password, value));
    let similar = similar.map(|(name, _)| words::too_similar(name));
    similar.into_iter().chain(weaknesses(password)).collect()
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let word = lower.trim();
    let is_estimated = word.is_ascii() && ESTIMATED_BYTES.contains(&word.len());
    is_estimated && zxcvbn::zxcvbn(word, &[]).guesses() <= COMMON_GUESSES
}

/// Whether the password has most of its letters in common with the value, or with a word of it.
fn is_similar(password: &str, value: &str) -> bool {
    let password = password.to_lowercase();
    let mut parts = words_of(value).chain([value]).filter(|part| !part.is_empty());
    parts.any(|part| likeness(&password, &part.to_lowercase()) >= SIMILAR)
}

/// Twice the letters in common, wherever they stand, by all letters.
fn likeness(one: &str, other: &str) -> f64 {
    let mut left: HashMap<char, usize> = HashMap::new();
    for c in other.chars() {
        *left.entry(c).or_default() += 1;
    }
    let in_common = one.chars().filter(|c| match left.get_mut(c) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    let in_common = in_common.count();
    let all = one.chars().count() + other.chars().count();
    2.0 * in_common as f64 / all.max(1) as f64
}
