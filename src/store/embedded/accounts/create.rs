//! A new account: the one decision that makes a name belong to somebody.

use super::super::engine::Fault;
use super::super::keys::Counter;
use super::super::layer::Layer;
use super::super::once::{self, Before, Made};
use super::super::proof::{self, Weighed};
use super::super::{counter, given, names, rows, wanted};
use crate::store::{Account, Created, Given, NewAccount};
use crate::values::Uid;

pub fn create(layer: &mut Layer<'_>, new: NewAccount, given: &Given) -> Result<Created, Fault> {
    match once::before(layer, given)? {
        Before::Never => (),
        Before::Made(made) => return repeated(layer, made),
        Before::OtherRequest => return Ok(Created::OtherRequest),
    }
    let right = match proof::weigh(layer, given)? {
        Weighed::Right(right) => right,
        Weighed::Wrong { left } => return Ok(Created::WrongCode { left }),
        Weighed::NoCode => return Ok(Created::NoCode),
    };
    let account = draft(Uid(counter::read(layer, Counter::LastUid)? + 1), new, given);
    if account.uid > Uid::LAST {
        return Err(Fault::TooLarge("there are no more uids".into()));
    }
    if let Some(kind) = names::claim(layer, None, &account, given.at)? {
        return Ok(Created::Taken(kind));
    }
    right.spend(layer)?;
    counter::write(layer, Counter::LastUid, account.uid.0)?;
    counter::next(layer, Counter::Accounts)?;
    rows::add(layer, &account)?;
    wanted::shown(layer, None, account.profile.avatar)?;
    once::remember(layer, given, Made::Account(account.uid))?;
    given::ride(layer, &about(given, account.uid))?;
    Ok(Created::Created(account))
}

fn repeated(layer: &Layer<'_>, made: Made) -> Result<Created, Fault> {
    let account = match made {
        Made::Account(uid) => super::read(layer, uid)?,
        Made::Session(_) => None,
    };
    Ok(account.map_or(Created::OtherRequest, Created::Repeated))
}

fn draft(uid: Uid, new: NewAccount, given: &Given) -> Account {
    Account {
        uid,
        username: new.username,
        email: new.email,
        phone: new.phone,
        password_hash: new.password_hash,
        password_epoch: 0,
        role: new.role,
        active: true,
        profile: new.profile,
        created_at: given.at,
        last_login_at: None,
        version: 1,
    }
}

/// Nobody knows the uid before: an act that names no subject is about the new account.
fn about(given: &Given, uid: Uid) -> Given {
    let mut given = given.clone();
    if let Some(act) = &mut given.act {
        act.subject.get_or_insert(uid);
    }
    given
}
