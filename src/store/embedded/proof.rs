//! Weighing a code that somebody typed.

use super::codes::KeptCode;
use super::engine::{Fault, View};
use super::keys;
use super::layer::Layer;
use super::rows;
use crate::store::{Given, Proof};
use crate::values::Millis;

/// How a proof was found.
pub enum Weighed {
    Right(Right),
    /// It has cost a try, and the caller must write nothing else.
    Wrong {
        left: u8,
    },
    NoCode,
}

/// The right code (or none was asked for). It stays good until it is spent, so that a call that
/// fails for another reason does not take it away.
#[must_use = "a code that is not spent can be used again"]
pub struct Right(Option<KeptCode>);

impl Right {
    pub fn spend(self, layer: &mut Layer<'_>) -> Result<(), Fault> {
        match self.0 {
            Some(code) => rows::remove(layer, &code),
            None => Ok(()),
        }
    }
}

pub fn weigh(layer: &mut Layer<'_>, given: &Given) -> Result<Weighed, Fault> {
    let Some(proof) = &given.proof else { return Ok(Weighed::Right(Right(None))) };
    let Some(code) = live_code(layer, proof, given.at)? else { return Ok(Weighed::NoCode) };
    if same(&code.hash, &proof.hash) {
        return Ok(Weighed::Right(Right(Some(code))));
    }
    charge_a_try(layer, code)
}

fn charge_a_try(layer: &mut Layer<'_>, code: KeptCode) -> Result<Weighed, Fault> {
    let left = code.tries.saturating_sub(1);
    if left == 0 {
        rows::remove(layer, &code)?;
    } else {
        let charged = KeptCode { tries: left, ..code.clone() };
        rows::replace(layer, Some(&code), Some(&charged))?;
    }
    Ok(Weighed::Wrong { left })
}

fn live_code(view: &dyn View, proof: &Proof, at: Millis) -> Result<Option<KeptCode>, Fault> {
    let code: Option<KeptCode> = rows::read(view, &keys::code(proof.purpose, &proof.address))?;
    Ok(code.filter(|code| code.expires_at > at && code.tries > 0))
}

/// Takes the same time wherever the first difference is.
fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    let differing = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    std::hint::black_box(differing) == 0
}
