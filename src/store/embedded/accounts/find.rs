//! Finding people by the beginning of what they are called.

use std::collections::BTreeSet;

use super::super::engine::{Fault, Order, Span, View};
use super::super::{keys, rows};
use crate::store::{Account, Found, FoundAt};
use crate::values::folded;

/// Nobody types more of a name than this to find it.
const CHARS_MAX: usize = 48;

/// The texts by which an account is found; none when it is not active.
pub fn texts_of(account: &Account) -> BTreeSet<String> {
    if !account.active {
        return BTreeSet::new();
    }
    let username = account.username.as_ref().map(|name| name.shown());
    let texts = username.into_iter().chain([account.profile.display_name.as_str()]);
    texts.map(text_of).filter(|text| !text.is_empty()).collect()
}

/// Without NUL, which ends a text in its key.
fn text_of(shown: &str) -> String {
    folded(shown.trim()).chars().filter(|&c| c != '\0').take(CHARS_MAX).collect()
}

pub fn find(
    view: &dyn View,
    prefix: &str,
    after: Option<FoundAt>,
    limit: usize,
) -> Result<Found, Fault> {
    let prefix = text_of(prefix);
    let Span { from: first, to } = keys::found_by(&prefix);
    let from = match after {
        Some(place) => keys::after(&keys::found(&text_of(&place.name), place.uid)).max(first),
        None => first,
    };
    // An account lies here under two texts at most, so twice the page is enough to fill it.
    let rows_max = limit.saturating_mul(2);
    let rows = rows::keys_in(view, &Span { from, to }, Order::Ascending, rows_max)?;
    let mut found = Found { accounts: Vec::new(), next: None };
    for (number, key) in (1..).zip(&rows) {
        let place = place_of(key)?;
        let account = super::must_read(view, place.uid)?;
        if is_first(&account, &prefix, &place.name) {
            found.accounts.push(account);
        }
        let more = number < rows.len() || rows.len() == rows_max;
        if more && (number == rows.len() || found.accounts.len() == limit) {
            found.next = Some(place);
            break;
        }
    }
    Ok(found)
}

fn place_of(key: &[u8]) -> Result<FoundAt, Fault> {
    let place = keys::text_found(key).zip(keys::last_uid(key));
    let (name, uid) = place.ok_or_else(|| rows::missing(key))?;
    Ok(FoundAt { name: name.to_owned(), uid })
}

/// Of the texts by which a prefix finds an account, only the first shows it.
fn is_first(account: &Account, prefix: &str, text: &str) -> bool {
    texts_of(account).iter().find(|text| text.starts_with(prefix)).is_some_and(|one| one == text)
}
