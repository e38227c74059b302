//! Ways to hand a message over, and what can go wrong on them.

mod inbox;
mod sms_http;
mod smtp;
pub(super) mod template;

pub use inbox::{Inbox, InboxMessage};
pub use sms_http::SmsHttp;
pub use smtp::Smtp;

use std::error::Error;
use std::io;

use async_trait::async_trait;

/// Takes messages of one sort. `Ok` means that somebody else has accepted the duty to deliver.
#[async_trait]
pub trait Transport<M: Sync>: Send + Sync + 'static {
    async fn deliver(&self, message: &M) -> Result<(), DeliveryError>;
}

/// Why a message was not handed over: coarse, and safe to show to anybody. Names of hosts, replies
/// of servers and addresses are deliberately no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DeliveryError {
    /// This message will never be taken; the only kind that trying again cannot mend.
    #[error("the message was refused")]
    Refused,
    #[error("the other side asks to try later")]
    Deferred,
    #[error("the other side does not take our messages")]
    Rejected,
    #[error("the other side did not accept our credentials")]
    Auth,
    #[error("the connection could not be made secure")]
    Tls,
    #[error("the other side cannot be reached")]
    Unreachable,
    #[error("the other side did not answer in time")]
    TimedOut,
    /// The sealed words do not open: another key, or damage.
    #[error("the letter cannot be read")]
    Unreadable,
}

impl DeliveryError {
    pub fn is_permanent(self) -> bool {
        matches!(self, DeliveryError::Refused | DeliveryError::Unreadable)
    }

    /// A stable word for metrics, logs and records.
    pub fn name(self) -> &'static str {
        match self {
            DeliveryError::Refused => "refused",
            DeliveryError::Deferred => "deferred",
            DeliveryError::Rejected => "rejected",
            DeliveryError::Auth => "auth",
            DeliveryError::Tls => "tls",
            DeliveryError::Unreachable => "unreachable",
            DeliveryError::TimedOut => "timed_out",
            DeliveryError::Unreadable => "unreadable",
        }
    }
}

/// Whether TLS is at the bottom of an error. The libraries wrap it as an I/O error, which hides it
/// from their own `is_tls`.
fn caused_by_tls(error: &(dyn Error + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inside = wrapped.is_some_and(|inner| caused_by_tls(inner));
    inside || error.source().is_some_and(caused_by_tls)
}
