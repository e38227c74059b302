//! What everybody may know of others.

use serde::Serialize;

use super::{Accounts, Page};
use crate::store::{Account, FileHash, FoundAt, Role, StoreError};
use crate::values::{LoginName, Millis, Uid, Username};

/// What anybody may see of an account. No address is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicProfile {
    pub uid: Uid,
    pub username: Option<Username>,
    pub display_name: String,
    pub intro: String,
    pub avatar: Option<FileHash>,
    pub role: Role,
    pub created_at: Millis,
    pub version: u64,
}

impl From<Account> for PublicProfile {
    fn from(account: Account) -> PublicProfile {
        PublicProfile {
            uid: account.uid,
            username: account.username,
            display_name: account.profile.display_name,
            intro: account.profile.intro,
            avatar: account.profile.avatar,
            role: account.role,
            created_at: account.created_at,
            version: account.version,
        }
    }
}

/// How somebody else is named: `17` or `@alice`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Uid(Uid),
    Username(Username),
}

impl Who {
    pub fn parse(text: &str) -> Option<Who> {
        match text.strip_prefix('@') {
            Some(name) => Username::parse(name).ok().map(Who::Username),
            None => Uid::parse(text).map(Who::Uid),
        }
    }
}

impl Accounts {
    /// The public profile of an active account.
    pub async fn person(&self, who: &Who) -> Result<Option<PublicProfile>, StoreError> {
        Ok(self.active_account(who).await?.map(PublicProfile::from))
    }

    /// Active accounts whose username or display name begins with `prefix`. A page may be short,
    /// or even empty, and yet have a next one.
    pub async fn find_people(
        &self,
        prefix: &str,
        after: Option<FoundAt>,
        limit: usize,
    ) -> Result<Page<PublicProfile, FoundAt>, StoreError> {
        let found = self.house.store.find_accounts(prefix, after, page_size(limit)).await?;
        let items = found.accounts.into_iter().map(PublicProfile::from).collect();
        Ok(Page { items, next: found.next })
    }

    pub(super) async fn active_account(&self, who: &Who) -> Result<Option<Account>, StoreError> {
        Ok(self.account_of(who).await?.filter(|account| account.active))
    }

    pub(super) async fn account_of(&self, who: &Who) -> Result<Option<Account>, StoreError> {
        let store = &self.house.store;
        match who {
            Who::Uid(uid) => store.account(*uid).await,
            Who::Username(name) => store.account_by_name(&LoginName::Username(name.clone())).await,
        }
    }
}

/// The longest page that is read at once.
const PAGE_MAX: usize = 200;

pub(super) fn page_size(asked: usize) -> usize {
    asked.clamp(1, PAGE_MAX)
}

impl<T, C> Page<T, C> {
    /// A page of what was read with one item more than was asked for, to see whether there is more.
    pub(super) fn of(mut read: Vec<T>, size: usize, place: impl FnOnce(&T) -> C) -> Page<T, C> {
        let has_more = read.len() > size;
        read.truncate(size);
        let next = read.last().filter(|_| has_more).map(place);
        Page { items: read, next }
    }
}
