//! What can stand in the way of any request, under any contract.

use std::time::Duration;

use crate::accounts::Busy;
use crate::http::refusal::Refusal;
use crate::http::reply::{self, Response};
use crate::limits::TooMany;
use crate::store::StoreError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    TooMany { retry_after: Duration },
    Busy { retry_after: Duration },
    Unavailable,
    Failed,
}

impl Trouble {
    pub fn status(self) -> u16 {
        match self {
            Trouble::TooMany { .. } => 429,
            Trouble::Busy { .. } | Trouble::Unavailable => 503,
            Trouble::Failed => 500,
        }
    }

    /// Says when to come back, where that helps.
    pub fn wait(self, response: Response) -> Response {
        match self {
            Trouble::TooMany { retry_after } | Trouble::Busy { retry_after } => {
                reply::retry_after(response, retry_after)
            }
            Trouble::Unavailable => reply::retry_after(response, Duration::from_secs(1)),
            Trouble::Failed => response,
        }
    }

    /// What of the ways to be refused before one's handler is of this kind.
    pub fn of(refusal: &Refusal) -> Option<Trouble> {
        match refusal {
            Refusal::TooMany { retry_after } => {
                Some(Trouble::TooMany { retry_after: *retry_after })
            }
            Refusal::Unavailable => Some(Trouble::Unavailable),
            Refusal::Failed => Some(Trouble::Failed),
            _ => None,
        }
    }
}

impl From<TooMany> for Trouble {
    fn from(too_many: TooMany) -> Trouble {
        Trouble::TooMany { retry_after: too_many.retry_after }
    }
}

impl From<Busy> for Trouble {
    fn from(busy: Busy) -> Trouble {
        Trouble::Busy { retry_after: busy.retry_after }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        // What the store says is for the operator: it knows paths and records.
        tracing::warn!(%error, "the store gave no answer");
        match error {
            StoreError::Unavailable(_) | StoreError::Unknown(_) => Trouble::Unavailable,
            StoreError::Damaged(_) => Trouble::Failed,
        }
    }
}
