//! What the contract asks of codes, passwords, roles and registrations.

use std::time::Duration;

use super::House;
use crate::accounts::{CodePolicy, Knocking, PasswordPolicy, Registration};
use crate::store::Role;

#[derive(Clone, Debug)]
pub struct Settings {
    pub code_lives: Duration,
    pub password_chars_min: usize,
    pub password_chars_max: usize,
    /// The roles that a stranger may take.
    pub roles: Vec<Role>,
}

impl Settings {
    /// To register or recover, nobody learns who is here.
    pub fn code(&self) -> CodePolicy {
        self.code_for(Knocking::Silent)
    }

    /// To log in, the contract says when there is nobody.
    pub fn login_code(&self) -> CodePolicy {
        self.code_for(Knocking::Telling)
    }

    fn code_for(&self, knocking: Knocking) -> CodePolicy {
        CodePolicy { digits: 6, lives: self.code_lives, tries: 5, knocking, to_claimed: false }
    }

    pub fn password(&self) -> PasswordPolicy {
        PasswordPolicy::of_length(self.password_chars_min, self.password_chars_max)
    }
}

impl House {
    /// By name and password: nothing is proven, and no address is taken.
    pub fn registration(&self) -> Registration {
        Registration { roles: self.settings.roles.clone(), ..self.means.registration() }
    }

    /// By phone: the number is proven, and there is no password.
    pub fn phone_registration(&self) -> Registration {
        Registration { password: false, ..self.means.registration() }
    }
}
