//! Calls that came before. What such a call made is remembered, not what it looked like then: a
//! copy would outlive a deleted account.

use serde::{Deserialize, Serialize};

use super::engine::{Fault, View};
use super::keys;
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use crate::store::Given;
use crate::values::{Millis, SessionId, Uid};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    Account(Uid),
    Session(SessionId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Never,
    Made(Made),
    OtherRequest,
}

/// Did this call come before?
pub fn before(view: &dyn View, given: &Given) -> Result<Before, Fault> {
    let Some(once) = &given.once else { return Ok(Before::Never) };
    let kept: Option<Kept> = rows::read(view, &keys::once(&once.key))?;
    Ok(match kept {
        Some(kept) if kept.expires_at <= given.at => Before::Never,
        Some(kept) if kept.fingerprint == once.fingerprint => Before::Made(kept.made),
        Some(_) => Before::OtherRequest,
        None => Before::Never,
    })
}

/// Remembers a call that succeeded.
pub fn remember(layer: &mut Layer<'_>, given: &Given, made: Made) -> Result<(), Fault> {
    let Some(once) = &given.once else { return Ok(()) };
    let expires_at = given.at + once.kept_for;
    let kept = Kept { key: once.key, fingerprint: once.fingerprint, expires_at, made };
    let outlived: Option<Kept> = rows::read(layer, &keys::once(&once.key))?;
    rows::replace(layer, outlived.as_ref(), Some(&kept))
}

#[derive(Serialize, Deserialize)]
pub struct Kept {
    key: [u8; 32],
    fingerprint: [u8; 32],
    expires_at: Millis,
    made: Made,
}

impl Record for Kept {
    fn key(&self) -> Vec<u8> {
        keys::once(&self.key)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        rows.expires(self.expires_at, &self.key())
    }
}
