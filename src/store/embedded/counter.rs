//! Numbers that are given once.

use super::engine::{Fault, View};
use super::keys::{self, Counter};
use super::layer::Layer;
use super::rows;

pub fn read(view: &dyn View, counter: Counter) -> Result<u64, Fault> {
    Ok(rows::read(view, &keys::counter(counter))?.unwrap_or(0))
}

pub fn write(layer: &mut Layer<'_>, counter: Counter, number: u64) -> Result<(), Fault> {
    rows::write(layer, keys::counter(counter), &number)
}

/// Takes the next number; the first is 1.
pub fn next(layer: &mut Layer<'_>, counter: Counter) -> Result<u64, Fault> {
    let number = read(layer, counter)? + 1;
    write(layer, counter, number)?;
    Ok(number)
}
