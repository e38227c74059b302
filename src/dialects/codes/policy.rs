//! What the contract asks of codes, passwords and registrations.

use std::time::Duration;

use super::House;
use crate::accounts::{CodePolicy, Knocking, PasswordPolicy, Registration};

#[derive(Clone, Debug)]
pub struct Settings {
    pub code_lives: Duration,
    /// The contract tells whether an address has an account; a deployment may choose not to.
    pub knocking: Knocking,
    pub password_chars_min: usize,
    pub password_chars_max: usize,
}

impl Settings {
    pub fn code(&self) -> CodePolicy {
        CodePolicy {
            digits: 6,
            lives: self.code_lives,
            tries: 5,
            knocking: self.knocking,
            to_claimed: true,
        }
    }

    pub fn password(&self) -> PasswordPolicy {
        PasswordPolicy::of_length(self.password_chars_min, self.password_chars_max)
    }
}

impl House {
    /// Whoever comes proves an address.
    pub fn registration(&self) -> Registration {
        self.means.registration()
    }
}
