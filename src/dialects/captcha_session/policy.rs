//! What the contract asks of codes, passwords and registrations.

use std::time::Duration;

use super::House;
use crate::accounts::{CodePolicy, Knocking, PasswordPolicy, Registration};

#[derive(Clone, Debug)]
pub struct Settings {
    pub code_lives: Duration,
    pub password_chars_min: usize,
    pub password_chars_max: usize,
    pub register_needs_captcha: bool,
    /// Whether a client may ask for a recovery code without a captcha. For tests.
    pub captcha_is_optional: bool,
    /// For tests that cannot read pictures.
    pub captcha_answers_told: bool,
}

impl Settings {
    /// No address is ever proven under this contract, so a code goes to one that is claimed.
    pub fn code(&self) -> CodePolicy {
        CodePolicy {
            digits: 6,
            lives: self.code_lives,
            tries: 5,
            knocking: Knocking::Telling,
            to_claimed: true,
        }
    }

    pub fn password(&self) -> PasswordPolicy {
        PasswordPolicy::of_length(self.password_chars_min, self.password_chars_max)
    }
}

impl House {
    /// The captcha is judged before, because the contract says what was wrong with it.
    pub fn registration(&self) -> Registration {
        Registration { email_code: false, phone_code: false, ..self.means.registration() }
    }
}
