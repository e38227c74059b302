//! The port's nouns: sessions.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;

use super::{Account, Answer, Given, Session, SessionKind};
use crate::values::{Millis, Origin, SessionId, Uid};

#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// Opens a session if the account is still as it was when its owner was proven. Once a
    /// password change has answered, no login under the old password opens anything. Where the
    /// account has a live session of [`SessionKind::Key`] and another is asked for, that one goes
    /// on instead, as long as the new one would have, and is `Repeated`.
    async fn open_session(&self, new: NewSession, given: Given) -> Answer<Opened>;

    /// A session that has not expired at `at`, with its account: what every request asks first.
    /// Always the durable truth, so that an ended session ends with the next request.
    async fn session(&self, id: SessionId, at: Millis) -> Answer<Option<(Session, Account)>>;

    /// The session that this secret shows, by its keyed hash; as [`SessionStore::session`].
    async fn session_by_secret(
        &self,
        secret: [u8; 32],
        at: Millis,
    ) -> Answer<Option<(Session, Account)>>;

    /// An account's live sessions, the newest first.
    async fn sessions(&self, uid: Uid, at: Millis) -> Answer<Vec<Session>>;

    /// Answers a refresh token of `generation`. The current one makes way for its successor; the
    /// one before it gets that same successor again within `grace` (two tabs refresh at once);
    /// any older one, or that one later, was stolen or replayed and ends the session. One that is
    /// still to come is `Gone`: the store was restored from a time before it.
    async fn rotate_session(
        &self,
        id: SessionId,
        generation: u32,
        grace: Duration,
        expires_at: Millis,
        origin: &Origin,
        given: Given,
    ) -> Answer<Rotation>;

    /// Notes when and where sessions were last seen. May be lost in a crash.
    async fn touch_sessions(&self, seen: Vec<Sighting>) -> Answer<()>;

    /// Ends one session if it is the account's; says whether it was there.
    async fn end_session(&self, uid: Uid, id: SessionId, given: Given) -> Answer<bool>;

    /// Ends all of an account's sessions but `except`; says which.
    async fn end_sessions(
        &self,
        uid: Uid,
        except: Option<SessionId>,
        given: Given,
    ) -> Answer<Vec<SessionId>>;
}

#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub uid: Uid,
    /// The epoch under which the password was proven.
    pub if_epoch: u64,
    pub origin: Origin,
    pub nonce: [u8; 16],
    pub kind: SessionKind,
    /// The keyed hash of the secret that will show it.
    pub secret: Option<[u8; 32]>,
    pub expires_at: Millis,
    /// How many an account may have; beyond it the one seen longest ago ends.
    pub sessions_max: usize,
}

/// A session was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub id: SessionId,
    pub at: Millis,
    pub from: IpAddr,
    /// Until when it is good from now on; `None` leaves that as it is.
    pub expires_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    Opened {
        session: Session,
        account: Account,
        ended: Vec<SessionId>,
    },
    /// The same call came before, and this is what it opened, as it is now; or it is the one key
    /// of the account.
    Repeated {
        session: Session,
        account: Account,
    },
    /// The account is gone, disabled, or its password is another by now.
    NotProven,
    WrongCode {
        left: u8,
    },
    NoCode,
    /// The idempotency key stands for another request, or for a session that has ended since.
    OtherRequest,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Rotation {
    Rotated {
        session: Session,
        account: Account,
    },
    /// Within the grace: the successor is already there, hand it out again.
    Repeated {
        session: Session,
        account: Account,
    },
    /// A used token came back; the session has ended.
    Reused {
        uid: Uid,
    },
    Gone,
}
