//! A refresh token makes way for its successor.

use std::time::Duration;

use super::super::engine::Fault;
use super::super::layer::Layer;
use super::super::{given, rows};
use crate::store::{Given, Rotation, Session};
use crate::values::{Millis, Origin, SessionId};

/// What came with the refresh token.
pub struct Presented {
    pub generation: u32,
    pub grace: Duration,
    pub expires_at: Millis,
    pub origin: Origin,
}

pub fn rotate(
    layer: &mut Layer<'_>,
    id: SessionId,
    presented: Presented,
    given: &Given,
) -> Result<Rotation, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    let Some((session, account)) = super::with_account(layer, id, given.at)? else {
        return Ok(Rotation::Gone);
    };
    match age(&session, &presented, given.at) {
        Age::Current => {
            let successor = succeed(&session, presented, given.at);
            rows::replace(layer, Some(&session), Some(&successor))?;
            given::ride(layer, given)?;
            Ok(Rotation::Rotated { session: successor, account })
        }
        Age::JustUsed => Ok(Rotation::Repeated { session, account }),
        Age::Used => {
            rows::remove(layer, &session)?;
            Ok(Rotation::Reused { uid: session.uid })
        }
        Age::StillToCome => Ok(Rotation::Gone),
    }
}

enum Age {
    Current,
    JustUsed,
    Used,
    StillToCome,
}

fn age(session: &Session, presented: &Presented, at: Millis) -> Age {
    let in_grace = at.since(session.rotated_at) <= presented.grace;
    match session.generation.checked_sub(presented.generation) {
        None => Age::StillToCome,
        Some(0) => Age::Current,
        Some(1) if in_grace => Age::JustUsed,
        Some(_) => Age::Used,
    }
}

fn succeed(session: &Session, presented: Presented, at: Millis) -> Session {
    let mut origin = presented.origin;
    // What the person calls the device was said once, at sign-in.
    origin.device = origin.device.or_else(|| session.origin.device.clone());
    Session {
        generation: session.generation + 1,
        rotated_at: at,
        last_seen_at: at.max(session.last_seen_at),
        expires_at: presented.expires_at,
        origin,
        ..session.clone()
    }
}
