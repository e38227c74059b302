//! What survives.
//!
//! The port speaks intents, not keys: every call is one decision, taken where two callers cannot
//! take it at once. What must be decided together (is the name free, is there a try left, was
//! this key seen before) is decided inside the store, so that the same port fits one committer
//! thread today and several nodes on one database later; nothing above may assume that this
//! process is the only writer.
//!
//! # Promises of every engine
//! - **Atomic**: a call's writes, with everything in its [`Given`], happen together or not at all.
//! - **Durable**: when a writing call answers `Ok`, what it wrote survives a power cut.
//!   [`SessionStore::touch_sessions`] alone may lose its last moments.
//! - **Never ahead**: a reading call shows only what is durable. Nobody can see, tell others about
//!   and then lose a record.
//! - **Serial**: writing calls happen one after another; a call sees all that answered before it.
//! - **Honest**: [`StoreError::Unavailable`] means surely not applied. [`StoreError::Unknown`]
//!   means it may have been applied: repeat with the same [`Once`], never treat it as a failure.
//! - **Time is told**: no engine reads a clock. Records expire when a caller's time says so, even
//!   before [`Upkeep::sweep`] has removed them.
//! - **Sizes are bounded**: a value is at most 20 KiB and a key 512 bytes; what is larger goes to
//!   [`FileStore`] and [`UploadStore`]. A call that would break this is refused as `Unavailable`
//!   and writes nothing.

mod accounts;
mod audit;
pub mod chats;
mod codes;
#[cfg(test)]
mod conformance;
pub mod embedded;
mod files;
mod outbox;
mod records;
mod sessions;
mod social;
mod upkeep;
pub mod uploads;

pub use accounts::{
    AccountChange, AccountStore, Changed, Created, Deleted, DetailsChange, Found, FoundAt,
    NewAccount, NewPassword,
};
pub use audit::AuditStore;
pub use chats::ChatStore;
pub use codes::{CodePace, CodeStore, CodeUse, Issued, NewCode};
pub use files::FileStore;
pub use outbox::OutboxStore;
pub use records::{
    Account, Act, Actor, CodePurpose, Contact, FileHash, Gender, Identity, Letter, LetterState,
    OwnedEmail, OwnedPhone, Profile, Role, Session, SessionKind, Tie,
};
pub use sessions::{NewSession, Opened, Rotation, SessionStore, Sighting};
pub use social::{SocialStore, Tied};
pub use upkeep::{Census, Health, Upkeep};
pub use uploads::{Upload, UploadStore};

use std::time::Duration;

use crate::values::{Address, Millis};

/// Everything that keeps what must survive. One object behind one pointer: a service takes the
/// noun it needs, the composition root hands the same store to all.
pub trait Store:
    AccountStore
    + SessionStore
    + CodeStore
    + OutboxStore
    + SocialStore
    + ChatStore
    + AuditStore
    + FileStore
    + UploadStore
    + Upkeep
{
}

impl<T> Store for T where
    T: AccountStore
        + SessionStore
        + CodeStore
        + OutboxStore
        + SocialStore
        + ChatStore
        + AuditStore
        + FileStore
        + UploadStore
        + Upkeep
{
}

pub type Answer<T> = Result<T, StoreError>;

/// Why the store gave no answer. "Not found" and "taken" are answers and not among these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("the store cannot take this now: {0}")]
    Unavailable(String),
    #[error("the store failed while writing; whether it was written is not known: {0}")]
    Unknown(String),
    #[error("a record is damaged: {0}")]
    Damaged(String),
}

/// What comes with a writing call: when it happens, what must hold, and what rides in its batch.
#[derive(Clone, Debug)]
pub struct Given {
    pub at: Millis,
    /// The code that must be right. It is weighed before anything else is looked at, and used up
    /// only if the whole call succeeds; a wrong one costs a try even though nothing else is
    /// written. Calls whose answer cannot say `WrongCode` are refused with one.
    pub proof: Option<Proof>,
    /// Makes a repeat of a call that succeeded answer `Repeated` and do nothing. Calls whose answer
    /// cannot say so are refused with one.
    pub once: Option<Once>,
    /// A letter that leaves if and only if the call succeeds.
    pub letter: Option<Letter>,
    /// What the audit log says if the call succeeds.
    pub act: Option<Act>,
}

impl Given {
    pub fn at(at: Millis) -> Given {
        Given { at, proof: None, once: None, letter: None, act: None }
    }
}

/// A code that somebody typed, as a keyed hash, and what it is to prove.
#[derive(Clone, Debug)]
pub struct Proof {
    pub purpose: CodePurpose,
    pub address: Address,
    pub hash: [u8; 32],
}

/// An idempotency key: a client's own name for one call, kept with what the call did.
#[derive(Clone, Debug)]
pub struct Once {
    /// A hash of who asked, what for, and the client's key.
    pub key: [u8; 32],
    /// A hash of the request, so that one key cannot stand for two different requests.
    pub fingerprint: [u8; 32],
    pub kept_for: Duration,
}
