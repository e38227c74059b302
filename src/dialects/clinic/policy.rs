//! What the contract asks of passwords and registrations.

use super::House;
use crate::accounts::{PasswordPolicy, Registration};

#[derive(Clone, Debug)]
pub struct Settings {
    pub password_chars_min: usize,
    pub password_chars_max: usize,
}

impl Settings {
    pub fn password(&self) -> PasswordPolicy {
        PasswordPolicy::of_length(self.password_chars_min, self.password_chars_max)
    }
}

impl House {
    pub fn registration(&self) -> Registration {
        self.means.registration()
    }
}
