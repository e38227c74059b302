//! What the contract asks of passwords, registrations and links.

use std::time::Duration;

use super::House;
use crate::accounts::{LinkPolicy, PasswordPolicy, Registration};
use crate::values::Password;

#[derive(Clone, Debug)]
pub struct Settings {
    /// How long the links in letters are good.
    pub link_lives: Duration,
    /// The pages that take them, with `{link}` in the place of what a link says.
    pub reset_page: Option<String>,
    pub confirm_page: Option<String>,
}

impl Settings {
    pub fn reset_link(&self) -> LinkPolicy {
        LinkPolicy { lives: self.link_lives, page: self.reset_page.clone() }
    }

    pub fn confirm_link(&self) -> LinkPolicy {
        LinkPolicy { lives: self.link_lives, page: self.confirm_page.clone() }
    }
}

/// A registration knows no longest password; what is longer than this is hashed nowhere.
pub const PASSWORD_CHARS_MAX: usize = Password::BYTES_MAX;

/// The contract tells all that is wrong with a password at once ([`super::strength`]), so that
/// there is nothing left here to be weighed.
pub fn password() -> PasswordPolicy {
    PasswordPolicy::of_length(1, PASSWORD_CHARS_MAX)
}

impl House {
    /// Nobody has to prove an address.
    pub fn registration(&self) -> Registration {
        Registration {
            email_code: false,
            phone_code: false,
            confirm_by_link: Some(self.settings.confirm_link()),
            ..self.means.registration()
        }
    }
}
