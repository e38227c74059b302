//! A step of a decision: it goes on, is refused, or fails.

use crate::store::chats::Refusal;
use crate::store::embedded::engine::Fault;

pub type Step<T> = Result<T, Stop>;

pub enum Stop {
    Refused(Refusal),
    Failed(Fault),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Failed(fault)
    }
}

/// A refusal is an answer. A decision must not have written anything by then.
pub fn outcome<T>(step: Step<T>) -> Result<Result<T, Refusal>, Fault> {
    match step {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
        Err(Stop::Failed(fault)) => Err(fault),
    }
}
