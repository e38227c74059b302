//! Being signed in: sessions, and the tokens that stand for them.

use std::time::Duration;

use tokio::sync::broadcast;

use super::{Accounts, Visit, not_yet};
use crate::store::{Account, Session, StoreError};
use crate::values::{Origin, SecretText, SessionId, Uid};

/// Somebody who has just been signed in, and what they may show from now on.
#[derive(Clone, Debug)]
pub struct Grant {
    pub account: Account,
    pub session: Session,
    pub access_token: SecretText,
    pub access_lives: Duration,
    pub refresh_token: SecretText,
}

/// Somebody who asks something of us and has shown who they are. Only
/// [`Accounts::authenticate`] makes one, from what the store held at that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    account: Account,
    session: Session,
}

impl Caller {
    pub fn account(&self) -> &Account {
        &self.account
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn uid(&self) -> Uid {
        self.account.uid
    }
}

/// A session that is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub uid: Uid,
    pub session: SessionId,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// A refresh helps.
    #[error("the token has expired")]
    Expired,
    #[error("the token stands for nobody, or no longer")]
    Refused,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// Not ours, expired, ended, or used before (then the session has ended).
    #[error("the token is not good, or no longer")]
    Refused,
    #[error("too many tries")]
    TooMany { retry_after: Duration },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Who shows this access token. Asks the store each time, so that what was ended, disabled or
    /// deleted is refused from the next request on, in every process.
    pub async fn authenticate(&self, token: &str, origin: &Origin) -> Result<Caller, AuthError> {
        Err(not_yet().into())
    }

    /// A new pair of tokens for a refresh token, which is used up by it.
    pub async fn refresh(&self, token: &str, visit: &Visit) -> Result<Grant, RefreshError> {
        Err(not_yet().into())
    }

    /// One's own devices, the newest first.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<Session>, StoreError> {
        Err(not_yet())
    }

    /// Ends one of one's own sessions (the current one is a logout); says whether it was there.
    pub async fn end_session(&self, caller: &Caller, id: SessionId) -> Result<bool, StoreError> {
        Err(not_yet())
    }

    /// Ends all of one's own sessions but the current one; says how many.
    pub async fn end_other_sessions(&self, caller: &Caller) -> Result<usize, StoreError> {
        Err(not_yet())
    }

    /// Every session that ends in this process from now on. Who lags behind and loses some must ask
    /// the store about those it holds.
    pub fn watch_endings(&self) -> broadcast::Receiver<Ended> {
        broadcast::channel(1).1
    }
}
