//! Everything that is held on a person.

use super::{Accounts, Caller};
use crate::store::{Account, Act, Session, StoreError, Tie};
use crate::values::Uid;

/// The picture is at its own address; the password is held only as a hash. Who follows the person
/// is what those others said of themselves; it is public and not part of this.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    pub account: Account,
    pub sessions: Vec<Session>,
    pub follows: Vec<Uid>,
    pub blocks: Vec<Uid>,
    /// What the audit log tells of the account: the newest thousand lines.
    pub acts: Vec<Act>,
}

const ACTS_MAX: usize = 1_000;

impl Accounts {
    pub async fn export(&self, caller: &Caller) -> Result<Export, StoreError> {
        let (store, uid) = (&self.house.store, caller.uid());
        let ties_max = self.house.settings.ties_max;
        let sessions = store.sessions(uid, self.now()).await?;
        let acts = store.acts(Some(uid), None, ACTS_MAX).await?;
        Ok(Export {
            account: caller.account().clone(),
            sessions,
            follows: store.tied_to(uid, Tie::Follow, None, ties_max).await?,
            blocks: store.tied_to(uid, Tie::Block, None, ties_max).await?,
            acts: acts.into_iter().map(|(_, act)| act).collect(),
        })
    }
}
