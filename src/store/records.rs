//! What is kept, as the rest of the house sees it. How it lies on the disk is `embedded`'s affair.
//!
//! Fields may be added with `#[serde(default)]`; a field's meaning never changes.

use serde::{Deserialize, Serialize};

use crate::values::{
    Address, Email, LoginName, MailId, Millis, Origin, Phone, SessionId, Uid, Username,
};

/// A person (or a bot) who can sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub uid: Uid,
    pub username: Option<Username>,
    pub email: Option<OwnedEmail>,
    pub phone: Option<OwnedPhone>,
    /// A PHC string; absent for who signs in by code alone.
    pub password_hash: Option<String>,
    /// Counts password changes. What was proven under an older number proves nothing.
    pub password_epoch: u64,
    pub role: Role,
    pub active: bool,
    pub profile: Profile,
    pub created_at: Millis,
    pub last_login_at: Option<Millis>,
    /// Counts changes of this record; the edge makes an ETag of it.
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedEmail {
    pub email: Email,
    /// When a code that was sent there came back. Without it the address recovers nothing.
    pub verified_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedPhone {
    pub phone: Phone,
    pub verified_at: Option<Millis>,
}

impl Account {
    /// Has the owner proven that this is an address of his?
    pub fn has_proven(&self, name: &LoginName) -> bool {
        match name {
            LoginName::Username(_) => false,
            LoginName::Email(email) => {
                let own = |own: &&OwnedEmail| own.email.key() == email.key();
                self.email.as_ref().filter(own).is_some_and(|own| own.verified_at.is_some())
            }
            LoginName::Phone(phone) => {
                let own = |own: &&OwnedPhone| own.phone == *phone;
                self.phone.as_ref().filter(own).is_some_and(|own| own.verified_at.is_some())
            }
        }
    }

    /// A code came back from the address; if it is the account's, it is proven from now on.
    pub fn note_proven(&mut self, address: &Address, at: Millis) {
        match address {
            Address::Email(email) => {
                let own = self.email.as_mut().filter(|own| own.email.key() == email.key());
                own.map(|own| own.verified_at.get_or_insert(at));
            }
            Address::Phone(phone) => {
                let own = self.phone.as_mut().filter(|own| own.phone == *phone);
                own.map(|own| own.verified_at.get_or_insert(at));
            }
        }
    }

    /// Every name by which the account can be found, as it is shown.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let username = self.username.as_ref().map(Username::shown);
        let email = self.email.as_ref().map(|own| own.email.shown());
        let phone = self.phone.as_ref().map(|own| own.phone.e164());
        username.into_iter().chain(email).chain(phone)
    }

    /// Where notices about the account go: to an address that is surely its owner's.
    pub fn proven_address(&self) -> Option<Address> {
        let email = self.email.iter().find(|own| own.verified_at.is_some());
        let phone = self.phone.iter().find(|own| own.verified_at.is_some());
        let email = email.map(|own| Address::Email(own.email.clone()));
        email.or_else(|| phone.map(|own| Address::Phone(own.phone.clone())))
    }
}

/// What a person says of themselves: the union of what all contracts show. Every text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub display_name: String,
    pub intro: String,
    pub avatar: Option<FileHash>,
    pub gender: Gender,
    pub age: Option<u8>,
    pub identity: Identity,
    pub wechat_uid: String,
    pub first_name: String,
    pub last_name: String,
    /// None before it was first given, which one contract tells from empty.
    pub contact: Option<Contact>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    #[default]
    Unset,
    Male,
    Female,
}

/// What somebody is to a clinic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    #[default]
    Patient,
    Doctor,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub company: String,
    pub tel: String,
    pub address: String,
}

/// What a file is called that is too large for a record: the SHA-256 of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileHash(pub [u8; 32]);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    NormalUser,
    VipUser,
    Creator,
    Admin,
}

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub uid: Uid,
    pub created_at: Millis,
    pub last_seen_at: Millis,
    pub expires_at: Millis,
    /// Where it was last seen.
    pub origin: Origin,
    /// Which refresh token is the current one. The tokens themselves are not kept: each is signed
    /// over this number and `nonce`.
    pub generation: u32,
    pub rotated_at: Millis,
    pub nonce: [u8; 16],
    #[serde(default)]
    pub kind: SessionKind,
    /// The keyed hash of the secret that shows it, where a secret does.
    #[serde(default)]
    pub secret: Option<[u8; 32]>,
    /// Under which password it was opened.
    #[serde(default)]
    pub opened_under: u64,
    /// Under which password its owner was last proven.
    #[serde(default)]
    pub proven_under: u64,
}

/// What its holder shows of a session with every request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Access tokens of minutes; a refresh token gets the next.
    #[default]
    Refreshed,
    /// One token for the whole life of the session, for clients that know no refresh.
    Token,
    /// A secret in a cookie.
    Cookie,
    /// A secret that all devices of the account share: there is one such session at a time.
    Key,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePurpose {
    Register,
    Login,
    Reset,
    Verify,
}

/// A letter in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub id: MailId,
    pub to: Address,
    /// For metrics and the admin's list; the words are in `sealed`.
    pub kind: String,
    /// What the letter says (a code, perhaps), sealed, so that the store holds no code in clear.
    pub sealed: Vec<u8>,
    pub created_at: Millis,
    pub due_at: Millis,
    pub give_up_at: Millis,
    pub attempts: u32,
    pub last_error: Option<String>,
    pub state: LetterState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    Waiting,
    GivenUp,
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub at: Millis,
    pub actor: Actor,
    /// What was done, as a stable word: `password_changed`, `account_disabled`.
    pub what: String,
    pub subject: Option<Uid>,
    pub detail: String,
}

impl Act {
    /// The one word that a store writes by itself, about an account whose claim to an address
    /// gave way to a proof: nobody above knows whom that hit.
    pub const ADDRESS_LOST: &str = "address_lost";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Account(Uid),
    /// Somebody at the machine's own command line.
    Console,
    /// Nobody who proved who they are: a login, a recovery.
    Stranger,
}

/// What one account may have with another. Follows are public, blocks known to their owner alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    Follow,
    Block,
}
