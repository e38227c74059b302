//! Signing in on a device.

use super::super::engine::Fault;
use super::super::layer::Layer;
use super::super::once::{self, Before, Made};
use super::super::proof::{self, Weighed};
use super::super::{accounts, given, keys, rows};
use crate::store::{Account, Given, NewSession, Opened, Session, SessionKind};
use crate::values::{Millis, SessionId, Uid};

pub fn open(layer: &mut Layer<'_>, new: NewSession, given: &Given) -> Result<Opened, Fault> {
    match once::before(layer, given)? {
        Before::Never => (),
        Before::Made(made) => return repeated(layer, made, given.at),
        Before::OtherRequest => return Ok(Opened::OtherRequest),
    }
    let right = match proof::weigh(layer, given)? {
        Weighed::Right(right) => right,
        Weighed::Wrong { left } => return Ok(Opened::WrongCode { left }),
        Weighed::NoCode => return Ok(Opened::NoCode),
    };
    let Some(before) = still_proven(layer, &new)? else { return Ok(Opened::NotProven) };
    if rows::is_there(layer, &keys::session(new.id))? {
        return Err(Fault::Refused("there is a session of that id".into()));
    }
    right.spend(layer)?;
    let shared = match new.kind {
        SessionKind::Key => shared_key(layer, new.uid, given.at)?,
        _ => None,
    };
    let account = Account { last_login_at: Some(given.at), ..before.clone() };
    rows::replace(layer, Some(&before), Some(&account))?;
    if let Some(before) = shared {
        let session = renewed(&before, new, given.at);
        rows::replace(layer, Some(&before), Some(&session))?;
        given::ride(layer, given)?;
        return Ok(Opened::Repeated { session, account });
    }
    let ended = make_room(layer, account.uid, new.sessions_max, given.at)?;
    let session = draft(new, given.at);
    rows::add(layer, &session)?;
    once::remember(layer, given, Made::Session(session.id))?;
    given::ride(layer, given)?;
    Ok(Opened::Opened { session, account, ended })
}

fn repeated(layer: &Layer<'_>, made: Made, at: Millis) -> Result<Opened, Fault> {
    let opened = match made {
        Made::Session(id) => super::with_account(layer, id, at)?,
        Made::Account(_) => None,
    };
    Ok(match opened {
        Some((session, account)) => Opened::Repeated { session, account },
        None => Opened::OtherRequest,
    })
}

/// The account, if nothing has happened since that takes the proof away.
fn still_proven(layer: &Layer<'_>, new: &NewSession) -> Result<Option<Account>, Fault> {
    let account = accounts::read(layer, new.uid)?;
    Ok(account.filter(|account| account.active && account.password_epoch == new.if_epoch))
}

/// Ends those seen longest ago until there is room for one more, and removes what has expired.
fn make_room(
    layer: &mut Layer<'_>,
    uid: Uid,
    sessions_max: usize,
    at: Millis,
) -> Result<Vec<SessionId>, Fault> {
    let (mut live, expired): (Vec<_>, Vec<_>) =
        super::sessions_of(layer, uid)?.into_iter().partition(|session| session.expires_at > at);
    live.sort_by_key(|session| (session.last_seen_at, session.id));
    let too_many = (live.len() + 1).saturating_sub(sessions_max.max(1));
    live.truncate(too_many);
    for session in expired.iter().chain(&live) {
        rows::remove(layer, session)?;
    }
    Ok(live.iter().map(|session| session.id).collect())
}

/// The one live session whose secret all devices share.
fn shared_key(layer: &Layer<'_>, uid: Uid, at: Millis) -> Result<Option<Session>, Fault> {
    let mut sessions = super::sessions_of(layer, uid)?.into_iter();
    let is_it = |one: &Session| one.kind == SessionKind::Key && one.expires_at > at;
    Ok(sessions.rfind(is_it))
}

/// As if it had been opened now; what shows it stays.
fn renewed(before: &Session, new: NewSession, at: Millis) -> Session {
    Session {
        last_seen_at: at.max(before.last_seen_at),
        expires_at: new.expires_at,
        origin: new.origin,
        rotated_at: at,
        proven_under: new.if_epoch,
        ..before.clone()
    }
}

fn draft(new: NewSession, at: Millis) -> Session {
    Session {
        id: new.id,
        uid: new.uid,
        created_at: at,
        last_seen_at: at,
        expires_at: new.expires_at,
        origin: new.origin,
        generation: 0,
        rotated_at: at,
        nonce: new.nonce,
        kind: new.kind,
        secret: new.secret,
        opened_under: new.if_epoch,
        proven_under: new.if_epoch,
    }
}
