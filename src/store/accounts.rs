//! The port's nouns: accounts.
//!
//! **Names.** A name belongs to one account. An address that was only claimed belongs to it until
//! somebody proves it, at a registration or in a change of theirs: then it is theirs, and the
//! account that had claimed it goes on without, with its sessions, under its other names, and an
//! [`super::Act::ADDRESS_LOST`] about it. If it has no other name it is given a username, made of
//! its uid. A claim never takes what is held, nor does a proof take what was proven.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{
    Account, Answer, Contact, FileHash, Gender, Given, Identity, OwnedEmail, OwnedPhone, Profile,
    Role,
};
use crate::values::{LoginKind, LoginName, Millis, SessionId, Uid, Username};

#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// One account, or none: of any number of concurrent calls with one name exactly one is
    /// `Created`. Names are compared by key; a username also by its skeleton.
    async fn create_account(&self, new: NewAccount, given: Given) -> Answer<Created>;

    async fn account(&self, uid: Uid) -> Answer<Option<Account>>;

    async fn account_by_name(&self, name: &LoginName) -> Answer<Option<Account>>;

    /// Accounts in order of uid, those after `after`.
    async fn accounts(&self, after: Option<Uid>, limit: usize) -> Answer<Vec<Account>>;

    /// Active accounts whose username or display name begins with `prefix` (all folded, the first
    /// 48 characters compared), in order of the name by which they are found. An account appears
    /// once. A page costs no more where there are many accounts, and so it may be short, or even
    /// empty, while its `next` says that there is more.
    async fn find_accounts(
        &self,
        prefix: &str,
        after: Option<FoundAt>,
        limit: usize,
    ) -> Answer<Found>;

    /// Everything in `change` or nothing. With `if_version`, only if that is still the version.
    /// What changes nothing, or `last_login_at` alone, leaves the version as it is.
    async fn change_account(
        &self,
        uid: Uid,
        change: AccountChange,
        if_version: Option<u64>,
        given: Given,
    ) -> Answer<Changed>;

    /// The new hash, the next epoch, and the end of all sessions but `keep`, together. An address
    /// of the account from which a code came back with it is proven from now on.
    async fn replace_password(&self, uid: Uid, new: NewPassword, given: Given) -> Answer<Changed>;

    /// Puts `new_hash` in the place of `old_hash` and changes nothing else: the same password,
    /// hashed with today's parameters. `false` if the hash is no longer the old one.
    async fn rehash_password(&self, uid: Uid, old_hash: &str, new_hash: &str) -> Answer<bool>;

    /// Forgets the account, its sessions, codes, ties and picture; it leaves its rooms. E-mail and
    /// phone are free at once; the username stays taken until `username_free_at`, so that nobody
    /// can step into the shoes of someone who has just left. The uid is never given again.
    async fn delete_account(
        &self,
        uid: Uid,
        username_free_at: Millis,
        given: Given,
    ) -> Answer<Deleted>;
}

#[derive(Clone, Debug)]
pub struct NewAccount {
    pub username: Option<Username>,
    pub email: Option<OwnedEmail>,
    pub phone: Option<OwnedPhone>,
    pub password_hash: Option<String>,
    pub role: Role,
    pub profile: Profile,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    Created(Account),
    /// The same call came before, and this is what it made, as it is now.
    Repeated(Account),
    Taken(LoginKind),
    WrongCode {
        left: u8,
    },
    NoCode,
    /// The idempotency key stands for another request, or for an account that is gone since.
    OtherRequest,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub accounts: Vec<Account>,
    /// Where the next page begins, if there is one.
    pub next: Option<FoundAt>,
}

/// A place in the order of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAt {
    pub name: String,
    pub uid: Uid,
}

/// What to change; `None` leaves a thing as it is, an inner `None` takes it away.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub username: Option<Username>,
    pub email: Option<Option<OwnedEmail>>,
    pub phone: Option<Option<OwnedPhone>>,
    pub display_name: Option<String>,
    pub intro: Option<String>,
    /// The picture must be in the [`super::FileStore`] before, or the call is refused. The one it
    /// replaces is removed if no other account names it.
    pub avatar: Option<Option<FileHash>>,
    pub details: DetailsChange,
    pub role: Option<Role>,
    /// Setting this to `false` ends every session.
    pub active: Option<bool>,
    pub last_login_at: Option<Millis>,
}

/// What else people may say of themselves.
#[derive(Clone, Debug, Default)]
pub struct DetailsChange {
    pub gender: Option<Gender>,
    pub age: Option<Option<u8>>,
    pub identity: Option<Identity>,
    pub wechat_uid: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub contact: Option<Contact>,
}

impl DetailsChange {
    pub fn apply_to(self, profile: &mut Profile) {
        fn set<T>(place: &mut T, new: Option<T>) {
            if let Some(new) = new {
                *place = new;
            }
        }
        set(&mut profile.gender, self.gender);
        set(&mut profile.age, self.age);
        set(&mut profile.identity, self.identity);
        set(&mut profile.wechat_uid, self.wechat_uid);
        set(&mut profile.first_name, self.first_name);
        set(&mut profile.last_name, self.last_name);
        set(&mut profile.contact, self.contact.map(Some));
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let contact = self.contact.iter().flat_map(|it| [&it.company, &it.tel, &it.address]);
        let names = [&self.wechat_uid, &self.first_name, &self.last_name];
        names.into_iter().flatten().chain(contact).map(String::as_str)
    }
}

#[derive(Clone, Debug)]
pub struct NewPassword {
    pub hash: String,
    /// The epoch under which the caller was proven; `None` where a code proves them instead.
    pub if_epoch: Option<u64>,
    /// The one session that goes on.
    pub keep: Option<SessionId>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    Changed {
        account: Account,
        /// The sessions that ended with it.
        ended: Vec<SessionId>,
    },
    Taken(LoginKind),
    /// The version or the epoch is another by now.
    Stale,
    NoAccount,
    WrongCode {
        left: u8,
    },
    NoCode,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Deleted {
    Deleted { ended: Vec<SessionId> },
    NoAccount,
}
