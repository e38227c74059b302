//! The words of the audit log.

use crate::store::{Act, Actor};
use crate::values::{Millis, Uid};

/// What was done. The words are stable: scripts read them. One more is the store's:
/// [`Act::ADDRESS_LOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Registered,
    CreatedByAdmin,
    PasswordChanged,
    PasswordReset,
    PasswordSetByAdmin,
    AddressChanged,
    UsernameChanged,
    RefreshTokenReused,
    SessionsEndedByAdmin,
    Disabled,
    Enabled,
    RoleSet,
    Deleted,
}

impl Deed {
    pub fn word(self) -> &'static str {
        match self {
            Deed::Registered => "registered",
            Deed::CreatedByAdmin => "created_by_admin",
            Deed::PasswordChanged => "password_changed",
            Deed::PasswordReset => "password_reset",
            Deed::PasswordSetByAdmin => "password_set_by_admin",
            Deed::AddressChanged => "address_changed",
            Deed::UsernameChanged => "username_changed",
            Deed::RefreshTokenReused => "refresh_token_reused",
            Deed::SessionsEndedByAdmin => "sessions_ended_by_admin",
            Deed::Disabled => "disabled",
            Deed::Enabled => "enabled",
            Deed::RoleSet => "role_set",
            Deed::Deleted => "deleted",
        }
    }

    /// A line of the log. `detail` must say nothing that outlives the account it is about: no name
    /// and no address of a person.
    pub(super) fn by(
        self,
        actor: Actor,
        subject: impl Into<Option<Uid>>,
        at: Millis,
        detail: impl Into<String>,
    ) -> Act {
        let (what, subject) = (self.word().to_owned(), subject.into());
        Act { at, actor, what, subject, detail: detail.into() }
    }
}
