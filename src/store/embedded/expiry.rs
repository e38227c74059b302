//! Removing what has expired, the longest expired first.

use super::accounts;
use super::engine::{Fault, Order, Span};
use super::keys::{self, Table};
use super::layer::Layer;
use super::owners::Owner;
use super::rows::{self, Rows};
use super::{uploads, wanted};
use crate::values::Millis;

/// Removes at most `limit` records; says how many.
pub fn sweep(layer: &mut Layer<'_>, at: Millis, limit: usize) -> Result<usize, Fault> {
    let until = keys::expiry(Millis(at.0.saturating_add(1)), &[]);
    let due = Span { from: Table::Expiry.span().from, to: until };
    let mut removed = 0;
    for key in rows::keys_in(layer, &due, Order::Ascending, limit)? {
        if removed >= limit {
            break;
        }
        removed += remove(layer, &key, limit - removed)?;
    }
    Ok(removed)
}

/// Removes what a row of the queue is about, and the row.
fn remove(layer: &mut Layer<'_>, key: &[u8], limit: usize) -> Result<usize, Fault> {
    let owner = match Owner::of(layer, key)? {
        Some(owner) if Rows::of(owner.record())?.0.contains_key(key) => owner,
        // The record expires at another time, or is gone. Nothing in the store leaves such a row;
        // should there be one, it must not stand in the way of those behind it.
        Some(_) | None => {
            layer.remove(key.to_vec());
            return Ok(1);
        }
    };
    match &owner {
        Owner::Lease(lease) => wanted::end_lease(layer, lease)?,
        Owner::Upload(upload) => uploads::remove(layer, upload)?,
        Owner::Forgetting(left_behind) => {
            return Ok(accounts::go_on_forgetting(layer, left_behind, limit)?.max(1));
        }
        other => rows::remove(layer, other.record())?,
    }
    Ok(1)
}
