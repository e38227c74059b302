//! Who has a name: of any two that cannot be told apart by a machine or by an eye, one.

use serde::{Deserialize, Serialize};

use super::engine::{Fault, View};
use super::keys;
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use crate::store::Account;
use crate::values::{LoginKind, Millis, Uid};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    By(Uid),
    /// Its owner has gone; nobody may have it before then.
    Until(Millis),
}

/// The keys of all names of an account: what it is called, and what that looks like.
pub fn names_of(account: &Account) -> Vec<(LoginKind, Vec<u8>)> {
    let mut names = username_of(account);
    let email = account.email.as_ref().map(|own| (LoginKind::Email, own.email.key()));
    let phone = account.phone.as_ref().map(|own| (LoginKind::Phone, own.phone.e164().to_owned()));
    let addresses = email.into_iter().chain(phone);
    names.extend(addresses.map(|(kind, name)| (kind, keys::name(kind, &name))));
    names
}

fn username_of(account: &Account) -> Vec<(LoginKind, Vec<u8>)> {
    let Some(username) = &account.username else { return Vec::new() };
    let kind = LoginKind::Username;
    vec![(kind, keys::name(kind, &username.key())), (kind, keys::skeleton(&username.skeleton()))]
}

/// Makes way for the names that `after` has and `before` has not; says which one cannot be had.
/// Writes nothing in that case.
pub fn claim(
    layer: &mut Layer<'_>,
    before: Option<&Account>,
    after: &Account,
    at: Millis,
) -> Result<Option<LoginKind>, Fault> {
    let had = before.map(names_of).unwrap_or_default();
    let mut outlived = Vec::new();
    for (kind, key) in names_of(after).into_iter().filter(|name| !had.contains(name)) {
        match rows::read(layer, &key)? {
            None => (),
            Some(Held::Until(until)) if until <= at => outlived.push(Reserved { key, until }),
            Some(Held::By(_) | Held::Until(_)) => return Ok(Some(kind)),
        }
    }
    for reserved in outlived {
        rows::remove(layer, &reserved)?;
    }
    Ok(None)
}

/// Keeps the username of an account that has gone from everybody.
pub fn reserve_username(layer: &mut Layer<'_>, gone: &Account, until: Millis) -> Result<(), Fault> {
    for (_, key) in username_of(gone) {
        rows::add(layer, &Reserved { key, until })?;
    }
    Ok(())
}

pub fn holder(view: &dyn View, kind: LoginKind, name: &str) -> Result<Option<Uid>, Fault> {
    Ok(match rows::read(view, &keys::name(kind, name))? {
        Some(Held::By(uid)) => Some(uid),
        Some(Held::Until(_)) | None => None,
    })
}

/// A name that nobody has and nobody may have yet.
pub struct Reserved {
    pub key: Vec<u8>,
    pub until: Millis,
}

impl Record for Reserved {
    fn key(&self) -> Vec<u8> {
        self.key.clone()
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key.clone(), &Held::Until(self.until))?;
        rows.expires(self.until, &self.key)
    }
}
