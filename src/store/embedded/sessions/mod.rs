//! Sessions.

mod open;
mod rotate;

use std::cmp::Reverse;
use std::time::Duration;

use async_trait::async_trait;

use self::rotate::Presented;
use super::engine::{Fault, Order, View};
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use super::{EmbeddedStore, accounts, given, keys};
use crate::store::{
    Account, Answer, Given, NewSession, Opened, Rotation, Session, SessionStore, Sighting,
};
use crate::values::{Millis, Origin, SessionId, Uid};

#[async_trait]
impl SessionStore for EmbeddedStore {
    async fn open_session(&self, new: NewSession, given: Given) -> Answer<Opened> {
        self.decide(move |layer| open::open(layer, new, &given)).await
    }

    async fn session(&self, id: SessionId, at: Millis) -> Answer<Option<(Session, Account)>> {
        self.look(|view| with_account(view, id, at))
    }

    async fn session_by_secret(
        &self,
        secret: [u8; 32],
        at: Millis,
    ) -> Answer<Option<(Session, Account)>> {
        self.look(|view| match rows::read(view, &keys::shown(&secret))? {
            Some(id) => with_account(view, id, at),
            None => Ok(None),
        })
    }

    async fn sessions(&self, uid: Uid, at: Millis) -> Answer<Vec<Session>> {
        let mut sessions = self.look(|view| sessions_of(view, uid))?;
        sessions.retain(|session| session.expires_at > at);
        sessions.sort_by_key(|session| Reverse((session.created_at, session.id)));
        Ok(sessions)
    }

    async fn rotate_session(
        &self,
        id: SessionId,
        generation: u32,
        grace: Duration,
        expires_at: Millis,
        origin: &Origin,
        given: Given,
    ) -> Answer<Rotation> {
        let origin = origin.clone();
        let presented = Presented { generation, grace, expires_at, origin };
        self.decide(move |layer| rotate::rotate(layer, id, presented, &given)).await
    }

    async fn touch_sessions(&self, seen: Vec<Sighting>) -> Answer<()> {
        self.decide_lazily(move |layer| {
            seen.into_iter().try_for_each(|sighting| touch(layer, sighting))
        })
    }

    async fn end_session(&self, uid: Uid, id: SessionId, given: Given) -> Answer<bool> {
        self.decide(move |layer| end_one(layer, uid, id, &given)).await
    }

    async fn end_sessions(
        &self,
        uid: Uid,
        except: Option<SessionId>,
        given: Given,
    ) -> Answer<Vec<SessionId>> {
        self.decide(move |layer| end_others(layer, uid, except, &given)).await
    }
}

/// The session, if it is there and has not expired.
fn live(view: &dyn View, id: SessionId, at: Millis) -> Result<Option<Session>, Fault> {
    let session: Option<Session> = rows::read(view, &keys::session(id))?;
    Ok(session.filter(|session| session.expires_at > at))
}

fn with_account(
    view: &dyn View,
    id: SessionId,
    at: Millis,
) -> Result<Option<(Session, Account)>, Fault> {
    let Some(session) = live(view, id, at)? else { return Ok(None) };
    let account = accounts::must_read(view, session.uid)?;
    Ok(Some((session, account)))
}

/// All sessions of an account, also those that have expired and were not yet swept away. Opening
/// bounds how many there are.
fn sessions_of(view: &dyn View, uid: Uid) -> Result<Vec<Session>, Fault> {
    let mut sessions = Vec::new();
    for key in rows::keys_in(view, &keys::devices(uid), Order::Ascending, usize::MAX)? {
        let id = keys::last_id(&key).map(SessionId).ok_or_else(|| rows::missing(&key))?;
        sessions.push(rows::must_read(view, &keys::session(id))?);
    }
    Ok(sessions)
}

fn touch(layer: &mut Layer<'_>, sighting: Sighting) -> Result<(), Fault> {
    let Sighting { id, at, from, expires_at } = sighting;
    let Some(before) = live(layer, id, at)? else { return Ok(()) };
    if at <= before.last_seen_at {
        return Ok(());
    }
    let mut after = before.clone();
    after.last_seen_at = at;
    after.origin.address = from;
    after.expires_at = expires_at.unwrap_or(after.expires_at);
    rows::replace(layer, Some(&before), Some(&after))
}

fn end_one(layer: &mut Layer<'_>, uid: Uid, id: SessionId, given: &Given) -> Result<bool, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    match live(layer, id, given.at)? {
        Some(session) if session.uid == uid => {
            rows::remove(layer, &session)?;
            given::ride(layer, given)?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}

fn end_others(
    layer: &mut Layer<'_>,
    uid: Uid,
    except: Option<SessionId>,
    given: &Given,
) -> Result<Vec<SessionId>, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    let ended = end_all(layer, uid, except, given.at)?;
    if !ended.is_empty() {
        given::ride(layer, given)?;
    }
    Ok(ended)
}

/// Ends all sessions of an account but one; says which of them were still alive.
pub fn end_all(
    layer: &mut Layer<'_>,
    uid: Uid,
    except: Option<SessionId>,
    at: Millis,
) -> Result<Vec<SessionId>, Fault> {
    let mut ended = Vec::new();
    for session in sessions_of(layer, uid)?.into_iter().filter(|one| Some(one.id) != except) {
        rows::remove(layer, &session)?;
        if session.expires_at > at {
            ended.push(session.id);
        }
    }
    Ok(ended)
}

impl Record for Session {
    fn key(&self) -> Vec<u8> {
        keys::session(self.id)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        rows.mark(keys::device(self.uid, self.id))?;
        if let Some(secret) = &self.secret {
            rows.value(keys::shown(secret), &self.id)?;
        }
        rows.expires(self.expires_at, &self.key())
    }
}
