//! Everything that is held on a person.

use serde::Serialize;

use super::{Accounts, Caller, PublicProfile};
use crate::store::{Act, Session, StoreError, Tie};
use crate::values::{Millis, Origin, SessionId, Uid};

/// What is held, in plain words. The picture is at its own address; the password is held only as a
/// hash, of which nothing is told but that it is there. Who follows the person is what those
/// others said of themselves; it is public and not part of this.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Export {
    pub profile: PublicProfile,
    pub email: Option<HeldAddress>,
    pub phone: Option<HeldAddress>,
    pub has_password: bool,
    pub active: bool,
    pub last_login_at: Option<Millis>,
    pub sessions: Vec<HeldSession>,
    pub follows: Vec<Uid>,
    pub blocks: Vec<Uid>,
    /// What the audit log tells of the account: the newest thousand lines.
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldAddress {
    pub address: String,
    pub verified_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldSession {
    pub id: SessionId,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub expires_at: Millis,
    pub origin: Origin,
}

const ACTS_MAX: usize = 1_000;

impl Accounts {
    pub async fn export(&self, caller: &Caller) -> Result<Export, StoreError> {
        let (store, uid) = (&self.house.store, caller.uid());
        let ties_max = self.house.settings.ties_max;
        let account = caller.account();
        let email = account.email.as_ref().map(|own| (own.email.shown(), own.verified_at));
        let phone = account.phone.as_ref().map(|own| (own.phone.e164(), own.verified_at));
        let held = |(address, verified_at): (&str, _)| HeldAddress {
            address: address.to_owned(),
            verified_at,
        };
        let sessions = store.sessions(uid, self.now()).await?;
        let acts = store.acts(Some(uid), None, ACTS_MAX).await?;
        Ok(Export {
            profile: account.clone().into(),
            email: email.map(held),
            phone: phone.map(held),
            has_password: account.password_hash.is_some(),
            active: account.active,
            last_login_at: account.last_login_at,
            sessions: sessions.into_iter().map(HeldSession::from).collect(),
            follows: store.tied_to(uid, Tie::Follow, None, ties_max).await?,
            blocks: store.tied_to(uid, Tie::Block, None, ties_max).await?,
            acts: acts.into_iter().map(|(_, act)| act).collect(),
        })
    }
}

impl From<Session> for HeldSession {
    fn from(session: Session) -> HeldSession {
        HeldSession {
            id: session.id,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
            origin: session.origin,
        }
    }
}
