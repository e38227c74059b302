//! The refusals of the rules in the words of `/v1`: the one place where a closed error becomes a
//! problem.

use crate::http::problem::{Code, Problem};
use crate::store::StoreError;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        // What the store says is for the operator: it knows paths and records.
        tracing::warn!(%error, "the store gave no answer");
        Problem::new(match error {
            StoreError::Unavailable(_) => Code::Unavailable,
            StoreError::Unknown(_) => Code::OutcomeUnknown,
            StoreError::Damaged(_) => Code::Internal,
        })
    }
}
