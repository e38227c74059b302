//! Which pictures are wanted: those that an account shows, and for a day those that came and are
//! shown by nobody yet. The pictures themselves are files ([`super::files`]).

use std::time::Duration;

use super::engine::{Fault, Order, View};
use super::keys;
use super::layer::{Effect, Layer};
use super::rows::{self, Record, Rows};
use crate::store::AvatarId;
use crate::values::Millis;

const UNSHOWN_KEPT: Duration = Duration::from_secs(24 * 3_600);

/// A picture is about to be written. Its lease comes first: once it is durable nothing removes
/// the file, and a file without a lease is never told of.
pub fn expect(layer: &mut Layer<'_>, picture: AvatarId, at: Millis) -> Result<(), Fault> {
    let earlier = lease(layer, picture)?;
    let until = at + UNSHOWN_KEPT;
    rows::replace(layer, earlier.as_ref(), Some(&Lease { picture, until }))
}

/// An account shows another picture, or none. Called when its rows are written.
pub fn shown(
    layer: &mut Layer<'_>,
    before: Option<AvatarId>,
    after: Option<AvatarId>,
) -> Result<(), Fault> {
    if before == after {
        return Ok(());
    }
    if let Some(picture) = after {
        take_up(layer, picture)?;
    }
    match before {
        Some(picture) => drop_if_unwanted(layer, picture),
        None => Ok(()),
    }
}

fn take_up(layer: &mut Layer<'_>, picture: AvatarId) -> Result<(), Fault> {
    if let Some(lease) = lease(layer, picture)? {
        return rows::remove(layer, &lease);
    }
    // The account's own row is among them already.
    let others = rows::keys_in(layer, &keys::picture_uses(picture), Order::Ascending, 2)?;
    match others.len() {
        0 | 1 => Err(Fault::Refused("the picture is not in the store".into())),
        _ => Ok(()),
    }
}

fn drop_if_unwanted(layer: &mut Layer<'_>, picture: AvatarId) -> Result<(), Fault> {
    if !is_wanted(layer, picture)? {
        layer.afterwards(Effect::AvatarUnused(picture));
    }
    Ok(())
}

/// Lets those go that nobody wants; says how many they are. A picture that is on its way has a
/// lease already ([`expect`]).
pub fn let_go(layer: &mut Layer<'_>, pictures: &[AvatarId]) -> Result<usize, Fault> {
    let mut unwanted = 0;
    for picture in pictures {
        unwanted += usize::from(!is_wanted(layer, *picture)?);
        drop_if_unwanted(layer, *picture)?;
    }
    Ok(unwanted)
}

pub fn is_wanted(view: &dyn View, picture: AvatarId) -> Result<bool, Fault> {
    let uses = rows::keys_in(view, &keys::picture_uses(picture), Order::Ascending, 1)?;
    Ok(!uses.is_empty() || rows::is_there(view, &keys::lease(picture))?)
}

/// The lease is over.
pub fn end_lease(layer: &mut Layer<'_>, lease: &Lease) -> Result<(), Fault> {
    rows::remove(layer, lease)?;
    drop_if_unwanted(layer, lease.picture)
}

pub fn lease(view: &dyn View, picture: AvatarId) -> Result<Option<Lease>, Fault> {
    let until: Option<Millis> = rows::read(view, &keys::lease(picture))?;
    Ok(until.map(|until| Lease { picture, until }))
}

/// Until when a picture is kept that nobody shows.
pub struct Lease {
    picture: AvatarId,
    until: Millis,
}

impl Record for Lease {
    fn key(&self) -> Vec<u8> {
        keys::lease(self.picture)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), &self.until)?;
        rows.expires(self.until, &self.key())
    }
}
