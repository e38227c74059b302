//! One's picture.

use bytes::Bytes;

use super::{Accounts, Caller, not_yet};
use crate::store::{Account, AvatarId, StoreError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AvatarError {
    #[error("the file is too large")]
    TooLarge,
    #[error("the picture has too many pixels")]
    TooManyPixels,
    #[error("this is no picture of a kind that is taken")]
    NotAPicture,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Keeps nothing of the upload but its pixels.
    pub async fn set_avatar(&self, caller: &Caller, file: Bytes) -> Result<Account, AvatarError> {
        Err(not_yet().into())
    }

    pub async fn remove_avatar(&self, caller: &Caller) -> Result<Account, StoreError> {
        Err(not_yet())
    }

    /// A picture in the one form in which pictures are kept.
    pub async fn avatar(&self, id: AvatarId) -> Result<Option<Bytes>, StoreError> {
        Err(not_yet())
    }
}
