//! Which files are wanted: pictures that an account shows, what uploads are of, and for a day those
//! that came and are nobody's yet. The files themselves are in [`super::files`].

use std::time::Duration;

use super::engine::{Fault, Order, View};
use super::keys;
use super::layer::{Effect, Layer};
use super::rows::{self, Record, Rows};
use crate::store::FileHash;
use crate::values::Millis;

const UNUSED_KEPT: Duration = Duration::from_secs(24 * 3_600);

/// A file is about to be written. Its lease comes first: once it is durable nothing removes the
/// file, and a file without a lease is never told of.
pub fn expect(layer: &mut Layer<'_>, file: FileHash, at: Millis) -> Result<(), Fault> {
    let earlier = lease(layer, file)?;
    let until = at + UNUSED_KEPT;
    rows::replace(layer, earlier.as_ref(), Some(&Lease { file, until }))
}

/// An account shows another picture, or none. Called when its rows are written.
pub fn shown(
    layer: &mut Layer<'_>,
    before: Option<FileHash>,
    after: Option<FileHash>,
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

/// A file is somebody's now. Called when the row that says so is written.
pub fn take_up(layer: &mut Layer<'_>, file: FileHash) -> Result<(), Fault> {
    if let Some(lease) = lease(layer, file)? {
        return rows::remove(layer, &lease);
    }
    // The row of this very use is among them already.
    match uses(layer, file, 2)? {
        0 | 1 => Err(Fault::Refused("the file is not in the store".into())),
        _ => Ok(()),
    }
}

/// How many use it, counted to `limit`.
fn uses(view: &dyn View, file: FileHash, limit: usize) -> Result<usize, Fault> {
    let mut uses = 0;
    for span in [keys::picture_uses(file), keys::upload_uses(file)] {
        uses += rows::keys_in(view, &span, Order::Ascending, limit - uses)?.len();
    }
    Ok(uses)
}

pub fn drop_if_unwanted(layer: &mut Layer<'_>, file: FileHash) -> Result<(), Fault> {
    if !is_wanted(layer, file)? {
        layer.afterwards(Effect::FileUnused(file));
    }
    Ok(())
}

/// Lets those go that nobody wants; says how many they are. A file that is on its way has a lease
/// already ([`expect`]).
pub fn let_go(layer: &mut Layer<'_>, files: &[FileHash]) -> Result<usize, Fault> {
    let mut unwanted = 0;
    for file in files {
        unwanted += usize::from(!is_wanted(layer, *file)?);
        drop_if_unwanted(layer, *file)?;
    }
    Ok(unwanted)
}

pub fn is_wanted(view: &dyn View, file: FileHash) -> Result<bool, Fault> {
    Ok(uses(view, file, 1)? > 0 || rows::is_there(view, &keys::lease(file))?)
}

/// The lease is over.
pub fn end_lease(layer: &mut Layer<'_>, lease: &Lease) -> Result<(), Fault> {
    rows::remove(layer, lease)?;
    drop_if_unwanted(layer, lease.file)
}

pub fn lease(view: &dyn View, file: FileHash) -> Result<Option<Lease>, Fault> {
    let until: Option<Millis> = rows::read(view, &keys::lease(file))?;
    Ok(until.map(|until| Lease { file, until }))
}

/// Until when a file is kept that nobody uses.
pub struct Lease {
    file: FileHash,
    until: Millis,
}

impl Record for Lease {
    fn key(&self) -> Vec<u8> {
        keys::lease(self.file)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), &self.until)?;
        rows.expires(self.until, &self.key())
    }
}
