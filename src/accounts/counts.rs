//! How often people tried what, and what came of it, in numbers. Every label is a word of ours.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::{CodeError, CodeLoginError, LoginError, RegisterError};
use crate::store::CodePurpose;
use crate::values::Address;

#[derive(Clone, Debug, Default)]
pub struct Counts {
    logins: Family<Login, Counter>,
    registrations: Family<Outcome, Counter>,
    codes: Family<Code, Counter>,
    /// Passwords that were hashed, to be kept or to be compared. The same for a name that nobody
    /// has, so that it tells nothing.
    pub(super) hashes: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Login {
    by: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    channel: &'static str,
    purpose: &'static str,
    outcome: &'static str,
}

impl Counts {
    pub fn register(&self, registry: &mut Registry) {
        let Counts { logins, registrations, codes, hashes } = self;
        registry.register("logins", "Tries to sign in, by how and what came of it", logins.clone());
        registry.register("registrations", "Tries to register", registrations.clone());
        registry.register(
            "codes",
            "Codes asked for; `decoy` and `notice` are addresses for which there is nothing to send, \
             or nothing but a notice",
            codes.clone(),
        );
        registry.register("password_hashes", "Passwords hashed", hashes.clone());
    }

    pub(super) fn login<T>(&self, by: &'static str, answer: Result<&T, &'static str>) {
        let outcome = answer.map_or_else(|word| word, |_| "signed_in");
        self.logins.get_or_create(&Login { by, outcome }).inc();
    }

    pub(super) fn registration(&self, refused: Option<&RegisterError>) {
        let outcome = refused.map_or("registered", RegisterError::word);
        self.registrations.get_or_create(&Outcome { outcome }).inc();
    }

    pub(super) fn code(&self, purpose: CodePurpose, to: &Address, outcome: &'static str) {
        let channel = match to {
            Address::Email(_) => "mail",
            Address::Phone(_) => "sms",
        };
        let purpose = match purpose {
            CodePurpose::Register => "register",
            CodePurpose::Login => "login",
            CodePurpose::Reset => "reset",
            CodePurpose::Verify => "verify",
        };
        self.codes.get_or_create(&Code { channel, purpose, outcome }).inc();
    }

    #[cfg(test)]
    pub fn logins(&self, by: &'static str, outcome: &'static str) -> u64 {
        self.logins.get_or_create(&Login { by, outcome }).get()
    }

    #[cfg(test)]
    pub fn hashes(&self) -> u64 {
        self.hashes.get()
    }
}

impl LoginError {
    pub(super) fn word(&self) -> &'static str {
        match self {
            LoginError::NoSuchAccount => "no_such_account",
            LoginError::WrongPassword => "wrong_password",
            LoginError::Disabled => "disabled",
            LoginError::TooMany(_) => "too_many",
            LoginError::Busy(_) => "busy",
            LoginError::Unavailable(_) => "unavailable",
        }
    }
}

impl CodeLoginError {
    pub(super) fn word(&self) -> &'static str {
        match self {
            CodeLoginError::WrongCode => "wrong_code",
            CodeLoginError::NoCode => "no_code",
            CodeLoginError::TooMany(_) => "too_many",
            CodeLoginError::Unavailable(_) => "unavailable",
        }
    }
}

impl CodeError {
    pub(super) fn word(&self) -> &'static str {
        match self {
            CodeError::NotServed => "not_served",
            CodeError::Taken => "taken",
            CodeError::NoSuchAccount => "no_such_account",
            CodeError::TooMany(_) => "too_many",
            CodeError::Unavailable(_) => "unavailable",
        }
    }
}

impl RegisterError {
    /// Some of these are one word here: to an operator it is all the same why somebody's form was
    /// not filled in well.
    fn word(&self) -> &'static str {
        match self {
            RegisterError::Closed => "closed",
            RegisterError::CaptchaNeeded | RegisterError::CaptchaWrong => "captcha",
            RegisterError::CodeNeeded(_) | RegisterError::WrongCode => "wrong_code",
            RegisterError::Weak(_) => "weak_password",
            RegisterError::Taken(_) => "taken",
            RegisterError::NoName
            | RegisterError::PasswordNeeded
            | RegisterError::BadDisplayName
            | RegisterError::RoleNotOpen
            | RegisterError::OtherRequest => "not_filled_in",
            RegisterError::TooMany(_) => "too_many",
            RegisterError::Busy(_) => "busy",
            RegisterError::Unavailable(_) => "unavailable",
        }
    }
}
