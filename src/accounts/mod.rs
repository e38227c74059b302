//! Who people are and how they prove it.
//!
//! [`Accounts`] is the one service behind every contract. What differs between contracts comes in
//! as a value ([`PasswordPolicy`], [`CodePolicy`], [`Knocking`]); no rule asks who is asking.
//!
//! - *proving*: [`register`], [`login`], [`codes`], [`recovery`], [`passwords`] (hashing)
//! - *being signed in*: [`sessions`]
//! - *one's own account*: [`password`], [`profile`], [`avatar`], [`ties`], [`leave`], [`export`]
//! - *others*: [`people`], and for an admin [`standing`]; what was done is in the [`audit`] log
//!
//! Deliberately absent: every sentence and status (the edges'), every key of the store, and any
//! cache of who is signed in: the store is asked each time and is always right.

#![expect(unused_variables, dead_code, reason = "the bodies follow the signatures")]

pub mod audit;
pub mod avatar;
pub mod codes;
pub mod export;
pub mod leave;
pub mod login;
pub mod password;
pub mod passwords;
pub mod people;
pub mod profile;
pub mod recovery;
pub mod register;
pub mod sessions;
pub mod settings;
pub mod standing;
pub mod ties;

pub use avatar::AvatarError;
pub use codes::{CodeError, CodePolicy, CodeSent, Knocking};
pub use export::Export;
pub use leave::{LeaveError, LeaveProof};
pub use login::{CodeLoginError, LoginError};
pub use password::ChangePasswordError;
pub use passwords::{PasswordPolicy, WeakPassword};
pub use people::{PublicProfile, Who};
pub use profile::{AddressChange, ProfileChange, ProfileError};
pub use recovery::ResetError;
pub use register::{CaptchaAnswer, NewPerson, RegisterError};
pub use sessions::{AuthError, Caller, Ended, Grant, RefreshError};
pub use settings::Settings;
pub use standing::{Admin, StandingError};
pub use ties::TieError;

use std::sync::Arc;

use crate::courier::Post;
use crate::store::{Store, StoreError};
use crate::values::{Clock, Language, Origin, Random};

/// The service. A clone is another handle on the same house.
#[derive(Clone)]
pub struct Accounts {
    house: Arc<House>,
}

/// What the rules stand on.
pub struct House {
    pub store: Arc<dyn Store>,
    pub post: Post,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub settings: Settings,
}

/// Who comes to the door: where from, and in which language we write to them.
#[derive(Clone, Debug)]
pub struct Visit {
    pub origin: Origin,
    pub language: Language,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C> {
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<C>,
}

fn not_yet() -> StoreError {
    StoreError::Unavailable("not built yet".into())
}
