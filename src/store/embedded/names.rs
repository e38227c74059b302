//! Who has a name: of any two that cannot be told apart by a machine or by an eye, one.

use serde::{Deserialize, Serialize};

use super::engine::{Fault, View};
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use super::{accounts, audit, keys};
use crate::store::{Account, Act, Actor};
use crate::values::{LoginKind, Millis, Uid, Username};

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
    account.username.as_ref().map(keys_of).unwrap_or_default()
}

fn keys_of(username: &Username) -> Vec<(LoginKind, Vec<u8>)> {
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
    let wanted = names_of(after);
    let (mut outlived, mut displaced) = (Vec::new(), Vec::new());
    for (kind, key) in wanted.iter().filter(|name| !had.contains(name)) {
        match rows::read(layer, key)? {
            None => (),
            Some(Held::Until(until)) if until <= at => {
                outlived.push(Reserved { key: key.clone(), until });
            }
            Some(Held::By(holder)) if yields(layer, holder, after, *kind)? => {
                displaced.push((holder, *kind));
            }
            Some(Held::By(_) | Held::Until(_)) => return Ok(Some(*kind)),
        }
    }
    for reserved in outlived {
        rows::remove(layer, &reserved)?;
    }
    for (holder, kind) in displaced {
        displace(layer, holder, kind, &wanted, at)?;
    }
    Ok(None)
}

/// Who has only claimed an address gives way to who proves it.
fn yields(view: &dyn View, holder: Uid, to: &Account, kind: LoginKind) -> Result<bool, Fault> {
    Ok(is_proven(to, kind) && !is_proven(&accounts::must_read(view, holder)?, kind))
}

/// Nobody proves a username: the first to have it owns it.
fn is_proven(account: &Account, kind: LoginKind) -> bool {
    match kind {
        LoginKind::Username => true,
        LoginKind::Email => account.email.as_ref().is_some_and(|own| own.verified_at.is_some()),
        LoginKind::Phone => account.phone.as_ref().is_some_and(|own| own.verified_at.is_some()),
    }
}

/// Takes an address from an account. One that has no other name is given one, for it must be
/// possible to sign in to it: `wanted` is what it may not be.
fn displace(
    layer: &mut Layer<'_>,
    holder: Uid,
    kind: LoginKind,
    wanted: &[(LoginKind, Vec<u8>)],
    at: Millis,
) -> Result<(), Fault> {
    let before = accounts::must_read(layer, holder)?;
    let mut after = Account { version: before.version + 1, ..before.clone() };
    match kind {
        LoginKind::Email => after.email = None,
        LoginKind::Phone => after.phone = None,
        LoginKind::Username => (),
    }
    let mut number = 0;
    while after.names().next().is_none() {
        number += 1;
        let named = Account { username: Some(spare_username(holder, number)?), ..after.clone() };
        let is_wanted = names_of(&named).iter().any(|name| wanted.contains(name));
        if !is_wanted && claim(layer, Some(&before), &named, at)?.is_none() {
            after = named;
        }
    }
    rows::replace(layer, Some(&before), Some(&after))?;
    let act = Act {
        at,
        actor: Actor::Stranger,
        what: Act::ADDRESS_LOST.into(),
        subject: Some(holder),
        detail: String::new(),
    };
    audit::note(layer, &act)
}

/// `user17`, and if that is taken `user17-2`, `user17-3` …
fn spare_username(uid: Uid, number: u64) -> Result<Username, Fault> {
    let typed = match number {
        1 => format!("user{uid}"),
        _ => format!("user{uid}-{number}"),
    };
    Username::parse(&typed).map_err(|bad| Fault::Refused(format!("{typed}: {bad}")))
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
