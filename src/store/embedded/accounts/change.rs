//! Changes of an account that stays.

use super::super::engine::Fault;
use super::super::layer::Layer;
use super::super::proof::{self, Weighed};
use super::super::{given, names, rows, sessions, wanted};
use crate::store::{Account, AccountChange, Changed, Given, NewPassword};
use crate::values::Uid;

pub fn change(
    layer: &mut Layer<'_>,
    uid: Uid,
    change: AccountChange,
    if_version: Option<u64>,
    given: &Given,
) -> Result<Changed, Fault> {
    given::refuse_once(given)?;
    let right = match proof::weigh(layer, given)? {
        Weighed::Right(right) => right,
        Weighed::Wrong { left } => return Ok(Changed::WrongCode { left }),
        Weighed::NoCode => return Ok(Changed::NoCode),
    };
    let Some(before) = super::read(layer, uid)? else { return Ok(Changed::NoAccount) };
    if if_version.is_some_and(|version| version != before.version) {
        return Ok(Changed::Stale);
    }
    let account = changed(&before, change);
    if let Some(kind) = names::claim(layer, Some(&before), &account, given.at)? {
        return Ok(Changed::Taken(kind));
    }
    right.spend(layer)?;
    rows::replace(layer, Some(&before), Some(&account))?;
    wanted::shown(layer, before.profile.avatar, account.profile.avatar)?;
    let ended = match account.active {
        true => Vec::new(),
        false => sessions::end_all(layer, uid, None, given.at)?,
    };
    given::ride(layer, given)?;
    Ok(Changed::Changed { account, ended })
}

fn changed(before: &Account, change: AccountChange) -> Account {
    let mut account = before.clone();
    account.username = change.username.or(account.username);
    account.email = change.email.unwrap_or(account.email);
    account.phone = change.phone.unwrap_or(account.phone);
    account.role = change.role.unwrap_or(account.role);
    account.active = change.active.unwrap_or(account.active);
    let profile = &mut account.profile;
    profile.avatar = change.avatar.unwrap_or(profile.avatar);
    if let Some(display_name) = change.display_name {
        profile.display_name = display_name;
    }
    if let Some(intro) = change.intro {
        profile.intro = intro;
    }
    change.details.apply_to(profile);
    // Whoever edits a profile on one device must not be told that it has changed because they
    // signed in on another: the time of the last login does not count as a change.
    if account != *before {
        account.version += 1;
    }
    account.last_login_at = change.last_login_at.or(account.last_login_at);
    account
}

pub fn replace_password(
    layer: &mut Layer<'_>,
    uid: Uid,
    new: NewPassword,
    given: &Given,
) -> Result<Changed, Fault> {
    given::refuse_once(given)?;
    let right = match proof::weigh(layer, given)? {
        Weighed::Right(right) => right,
        Weighed::Wrong { left } => return Ok(Changed::WrongCode { left }),
        Weighed::NoCode => return Ok(Changed::NoCode),
    };
    let Some(before) = super::read(layer, uid)? else { return Ok(Changed::NoAccount) };
    if new.if_epoch.is_some_and(|epoch| epoch != before.password_epoch) {
        return Ok(Changed::Stale);
    }
    let mut account = Account {
        password_hash: Some(new.hash),
        password_epoch: before.password_epoch + 1,
        version: before.version + 1,
        ..before.clone()
    };
    if let Some(proof) = &given.proof {
        account.note_proven(&proof.address, given.at);
    }
    right.spend(layer)?;
    rows::replace(layer, Some(&before), Some(&account))?;
    let ended = sessions::end_all(layer, uid, new.keep, given.at)?;
    given::ride(layer, given)?;
    Ok(Changed::Changed { account, ended })
}

pub fn rehash(
    layer: &mut Layer<'_>,
    uid: Uid,
    old_hash: &str,
    new_hash: String,
) -> Result<bool, Fault> {
    let Some(before) = super::read(layer, uid)? else { return Ok(false) };
    if before.password_hash.as_deref() != Some(old_hash) {
        return Ok(false);
    }
    let account = Account { password_hash: Some(new_hash), ..before.clone() };
    rows::replace(layer, Some(&before), Some(&account))?;
    Ok(true)
}
