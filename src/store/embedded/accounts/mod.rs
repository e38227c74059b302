//! Accounts.

mod change;
mod create;
mod delete;
mod find;

use async_trait::async_trait;

use super::EmbeddedStore;
use super::engine::{Fault, Order, Span, View};
use super::keys::{self, Table};
use super::names::{self, Held};
use super::rows::{self, Record, Rows};
use crate::store::{
    Account, AccountChange, AccountStore, Answer, Changed, Created, Deleted, Found, FoundAt, Given,
    NewAccount, NewPassword,
};
use crate::values::{LoginName, Millis, Uid};

pub use self::delete::{Forgetting, go_on_forgetting};

#[async_trait]
impl AccountStore for EmbeddedStore {
    async fn create_account(&self, new: NewAccount, given: Given) -> Answer<Created> {
        self.decide(move |layer| create::create(layer, new, &given)).await
    }

    async fn account(&self, uid: Uid) -> Answer<Option<Account>> {
        self.look(|view| read(view, uid))
    }

    async fn account_by_name(&self, name: &LoginName) -> Answer<Option<Account>> {
        self.look(|view| match names::holder(view, name.kind(), &name.key())? {
            Some(uid) => must_read(view, uid).map(Some),
            None => Ok(None),
        })
    }

    async fn accounts(&self, after: Option<Uid>, limit: usize) -> Answer<Vec<Account>> {
        let all = Table::Account.span();
        let from = after.map_or(all.from, |uid| keys::after(&keys::account(uid)));
        let page = Span { from, to: all.to };
        self.look(|view| rows::records_in(view, &page, Order::Ascending, limit))
    }

    async fn find_accounts(
        &self,
        prefix: &str,
        after: Option<FoundAt>,
        limit: usize,
    ) -> Answer<Found> {
        self.look(|view| find::find(view, prefix, after, limit))
    }

    async fn change_account(
        &self,
        uid: Uid,
        change: AccountChange,
        if_version: Option<u64>,
        given: Given,
    ) -> Answer<Changed> {
        self.decide(move |layer| change::change(layer, uid, change, if_version, &given)).await
    }

    async fn replace_password(&self, uid: Uid, new: NewPassword, given: Given) -> Answer<Changed> {
        self.decide(move |layer| change::replace_password(layer, uid, new, &given)).await
    }

    async fn rehash_password(&self, uid: Uid, old_hash: &str, new_hash: &str) -> Answer<bool> {
        let (old, new) = (old_hash.to_owned(), new_hash.to_owned());
        self.decide(move |layer| change::rehash(layer, uid, &old, new)).await
    }

    async fn delete_account(
        &self,
        uid: Uid,
        username_free_at: Millis,
        given: Given,
    ) -> Answer<Deleted> {
        self.decide(move |layer| delete::delete(layer, uid, username_free_at, &given)).await
    }
}

pub fn read(view: &dyn View, uid: Uid) -> Result<Option<Account>, Fault> {
    rows::read(view, &keys::account(uid))
}

pub fn must_read(view: &dyn View, uid: Uid) -> Result<Account, Fault> {
    rows::must_read(view, &keys::account(uid))
}

impl Record for Account {
    fn key(&self) -> Vec<u8> {
        keys::account(self.uid)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        for (_, name) in names::names_of(self) {
            rows.value(name, &Held::By(self.uid))?;
        }
        for text in find::texts_of(self) {
            rows.mark(keys::found(&text, self.uid))?;
        }
        match self.profile.avatar {
            Some(picture) => rows.mark(keys::picture_use(picture, self.uid)),
            None => Ok(()),
        }
    }
}
