//! Following and blocking.

use super::{Accounts, Caller, Page, PublicProfile, Who, not_yet};
use crate::store::StoreError;
use crate::values::Uid;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TieError {
    #[error("there is no such account")]
    NoSuchAccount,
    #[error("that is oneself")]
    Oneself,
    #[error("no more than {max} are possible")]
    TooMany { max: usize },
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Following whom one follows already changes nothing. Who is blocked learns nothing of it:
    /// the answer is the same, and no tie is made.
    pub async fn follow(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        Err(not_yet().into())
    }

    pub async fn unfollow(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        Err(not_yet().into())
    }

    /// Also ends the other's follow of the caller.
    pub async fn block(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        Err(not_yet().into())
    }

    pub async fn unblock(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        Err(not_yet().into())
    }

    /// Whom somebody follows.
    pub async fn following(
        &self,
        whose: Uid,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        Err(not_yet())
    }

    /// Who follows somebody.
    pub async fn followers(
        &self,
        whose: Uid,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        Err(not_yet())
    }

    /// Whom one has blocked; nobody else may know.
    pub async fn blocked(
        &self,
        caller: &Caller,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        Err(not_yet())
    }
}
