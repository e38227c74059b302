//! Following and blocking.

use super::people::page_size;
use super::{Accounts, Caller, Page, PublicProfile, Who};
use crate::store::{Given, StoreError, Tie, Tied};
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
    /// the answer is the same, and no tie remains.
    pub async fn follow(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        let other = self.tie(caller, Tie::Follow, whom).await?;
        // After the follow, as `block` unties after the block: whichever comes last sees the other.
        if self.house.store.is_tied(other, Tie::Block, caller.uid()).await? {
            self.untie(caller.uid(), Tie::Follow, other).await?;
        }
        Ok(())
    }

    pub async fn unfollow(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        let other = self.other(caller, whom).await?;
        Ok(self.untie(caller.uid(), Tie::Follow, other).await?)
    }

    /// Also ends the other's follow of the caller.
    pub async fn block(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        let other = self.tie(caller, Tie::Block, whom).await?;
        Ok(self.untie(other, Tie::Follow, caller.uid()).await?)
    }

    pub async fn unblock(&self, caller: &Caller, whom: &Who) -> Result<(), TieError> {
        let other = self.other(caller, whom).await?;
        Ok(self.untie(caller.uid(), Tie::Block, other).await?)
    }

    /// Whom somebody follows.
    pub async fn following(
        &self,
        whose: Uid,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        let size = page_size(limit);
        let uids = self.house.store.tied_to(whose, Tie::Follow, after, size + 1).await?;
        self.profiles(Page::of(uids, size, |uid| *uid)).await
    }

    /// How many somebody follows.
    pub async fn follows(&self, whose: Uid) -> Result<usize, StoreError> {
        let max = self.house.settings.ties_max;
        Ok(self.house.store.tied_to(whose, Tie::Follow, None, max).await?.len())
    }

    /// Who follows somebody.
    pub async fn followers(
        &self,
        whose: Uid,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        let size = page_size(limit);
        let uids = self.house.store.tied_from(whose, Tie::Follow, after, size + 1).await?;
        self.profiles(Page::of(uids, size, |uid| *uid)).await
    }

    /// Whom one has blocked; nobody else may know.
    pub async fn blocked(
        &self,
        caller: &Caller,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        let size = page_size(limit);
        let uids = self.house.store.tied_to(caller.uid(), Tie::Block, after, size + 1).await?;
        self.profiles(Page::of(uids, size, |uid| *uid)).await
    }

    async fn tie(&self, caller: &Caller, tie: Tie, whom: &Who) -> Result<Uid, TieError> {
        let (max, given) = (self.house.settings.ties_max, Given::at(self.now()));
        let other = self.other(caller, whom).await?;
        match self.house.store.tie(caller.uid(), tie, other, max, given).await? {
            Tied::Tied | Tied::Already => Ok(other),
            Tied::NoAccount => Err(TieError::NoSuchAccount),
            Tied::TooMany => Err(TieError::TooMany { max }),
        }
    }

    async fn untie(&self, from: Uid, tie: Tie, to: Uid) -> Result<(), StoreError> {
        self.house.store.untie(from, tie, to, Given::at(self.now())).await.map(drop)
    }

    async fn other(&self, caller: &Caller, whom: &Who) -> Result<Uid, TieError> {
        let other = self.active_account(whom).await?.ok_or(TieError::NoSuchAccount)?.uid;
        if other == caller.uid() { Err(TieError::Oneself) } else { Ok(other) }
    }

    /// Those of a page who are active.
    async fn profiles(&self, page: Page<Uid, Uid>) -> Result<Page<PublicProfile, Uid>, StoreError> {
        let mut items = Vec::with_capacity(page.items.len());
        for uid in page.items {
            items.extend(self.person(&Who::Uid(uid)).await?);
        }
        Ok(Page { items, next: page.next })
    }
}
