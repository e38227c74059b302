//! What rides in the batch of a call, and what a call cannot take.

use super::engine::Fault;
use super::layer::Layer;
use super::{audit, outbox};
use crate::store::Given;

/// Writes the letter and the line of the audit log of a call that did something.
pub fn ride(layer: &mut Layer<'_>, given: &Given) -> Result<(), Fault> {
    if let Some(letter) = &given.letter {
        outbox::post(layer, letter)?;
    }
    if let Some(act) = &given.act {
        audit::note(layer, act)?;
    }
    Ok(())
}

/// For calls that cannot answer `WrongCode`: to pass over a proof would be to believe it.
pub fn refuse_proof(given: &Given) -> Result<(), Fault> {
    match given.proof {
        None => Ok(()),
        Some(_) => Err(Fault::Refused("this call proves no code".into())),
    }
}

/// For calls that cannot answer `Repeated`.
pub fn refuse_once(given: &Given) -> Result<(), Fault> {
    match given.once {
        None => Ok(()),
        Some(_) => Err(Fault::Refused("this call has no idempotency".into())),
    }
}
