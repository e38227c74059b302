//! One's picture.

use bytes::Bytes;

use super::picture::{self, BadPicture};
use super::workshop::Busy;
use super::{Accounts, Caller};
use crate::store::{Account, AccountChange, Changed, FileHash, Given, StoreError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AvatarError {
    #[error(transparent)]
    Bad(#[from] BadPicture),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

impl Accounts {
    /// Keeps nothing of the upload but its pixels.
    pub async fn set_avatar(&self, caller: &Caller, upload: Bytes) -> Result<Account, AvatarError> {
        let id = self.keep_picture(upload).await?;
        Ok(self.name_avatar(caller, Some(id)).await?)
    }

    /// Keeps a picture for somebody to take as theirs; who does not is none the wiser, and it is
    /// swept away.
    pub async fn keep_picture(&self, upload: Bytes) -> Result<FileHash, AvatarError> {
        // Before it waits in the queue with others of its size.
        if upload.len() > picture::UPLOAD_BYTES_MAX {
            return Err(BadPicture::TooLarge.into());
        }
        let picture = self.house.workshop.run(move || picture::square(&upload)).await??;
        Ok(self.house.store.put_avatar(picture.bytes.into(), self.now()).await?)
    }

    pub async fn remove_avatar(&self, caller: &Caller) -> Result<Account, StoreError> {
        self.name_avatar(caller, None).await
    }

    /// A picture in one of the two forms in which pictures are kept.
    pub async fn avatar(&self, id: FileHash) -> Result<Option<Bytes>, StoreError> {
        self.house.store.avatar(id).await
    }

    async fn name_avatar(
        &self,
        caller: &Caller,
        avatar: Option<FileHash>,
    ) -> Result<Account, StoreError> {
        let change = AccountChange { avatar: Some(avatar), ..AccountChange::default() };
        let given = Given::at(self.now());
        match self.house.store.change_account(caller.uid(), change, None, given).await? {
            Changed::Changed { account, .. } => Ok(account),
            Changed::NoAccount
            | Changed::Taken(_)
            | Changed::Stale
            | Changed::WrongCode { .. }
            | Changed::NoCode => Err(StoreError::Unavailable("the account is gone".into())),
        }
    }
}
