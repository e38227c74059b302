//! What everybody may know of others.

use serde::Serialize;

use super::{Accounts, Page, not_yet};
use crate::store::{AvatarId, Role, StoreError};
use crate::values::{Millis, Uid, Username};

/// What anybody may see of an account. No address is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicProfile {
    pub uid: Uid,
    pub username: Option<Username>,
    pub display_name: String,
    pub intro: String,
    pub avatar: Option<AvatarId>,
    pub role: Role,
    pub created_at: Millis,
    pub version: u64,
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
        Err(not_yet())
    }

    /// Active accounts whose username or display name begins with `prefix`.
    pub async fn find_people(
        &self,
        prefix: &str,
        after: Option<Uid>,
        limit: usize,
    ) -> Result<Page<PublicProfile, Uid>, StoreError> {
        Err(not_yet())
    }
}
