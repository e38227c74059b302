//! The texts of a request as words of the house. All that is wrong is told at once, by field.

use super::super::problem::{Code, FieldCode, FieldError, Problem};
use crate::accounts::WeakPassword;
use crate::values::{Address, BadName, LoginKind, Password, SecretText};

/// Why a text is not what its field should hold.
pub struct Flaw {
    code: FieldCode,
    message: String,
}

impl Flaw {
    pub fn new(code: FieldCode, message: impl Into<String>) -> Flaw {
        Flaw { code, message: message.into() }
    }
}

impl From<BadName> for Flaw {
    fn from(bad: BadName) -> Flaw {
        let code = match bad {
            BadName::Empty => FieldCode::Required,
            BadName::TooLong => FieldCode::TooLong,
            BadName::BadCharacter => FieldCode::BadCharacter,
            BadName::MixedScripts => FieldCode::MixedScripts,
            BadName::BadForm => FieldCode::Invalid,
        };
        Flaw::new(code, bad.to_string())
    }
}

impl From<WeakPassword> for Flaw {
    fn from(weak: WeakPassword) -> Flaw {
        let code = match weak {
            WeakPassword::TooShort { .. } => FieldCode::TooShort,
            WeakPassword::TooLong { .. } => FieldCode::TooLong,
            WeakPassword::Guessable => FieldCode::TooCommon,
            WeakPassword::LikeName | WeakPassword::AllDigits => FieldCode::NotAllowed,
        };
        Flaw::new(code, weak.to_string())
    }
}

/// Reads fields one after another and keeps what is wrong with each.
#[derive(Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// A field that may be absent. An empty text is not absent: it is judged like any other.
    pub fn read<T, E: Into<Flaw>>(
        &mut self,
        name: &'static str,
        typed: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match typed.map(parse)? {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.refuse(name, flaw);
                None
            }
        }
    }

    pub fn refuse(&mut self, name: &'static str, flaw: impl Into<Flaw>) {
        let Flaw { code, message } = flaw.into();
        self.errors.push(FieldError { field: name.into(), code, message: message.into() });
    }

    pub fn done(self) -> Result<(), Problem> {
        let problem = Problem::new(Code::InvalidFields);
        if self.errors.is_empty() {
            return Ok(());
        }
        let add = |problem: Problem, e: FieldError| problem.and_field(e.field, e.code, e.message);
        Err(self.errors.into_iter().fold(problem, add))
    }

    /// `value` if nothing was wrong. What could not be read has been refused by name, so a value
    /// that is missing here is one that the request did not have.
    pub fn demand<T>(mut self, name: &'static str, value: Option<T>) -> Result<T, Problem> {
        if value.is_none() && self.errors.is_empty() {
            self.refuse(name, Flaw::new(FieldCode::Required, "is missing"));
        }
        self.done()?;
        value.ok_or_else(|| Problem::field(name, FieldCode::Required, "is missing"))
    }
}

/// A password of any strength. What is longer than is ever hashed is refused before any work.
pub fn password(typed: &str) -> Result<Password, Flaw> {
    if typed.len() > Password::BYTES_MAX {
        let message = format!("must have at most {} bytes", Password::BYTES_MAX);
        return Err(Flaw::new(FieldCode::TooLong, message));
    }
    if typed.is_empty() {
        return Err(Flaw::new(FieldCode::Required, "is empty"));
    }
    Ok(Password::new(typed))
}

/// A code as it was typed; only the store can say whether it is right.
pub fn code(typed: &str) -> Result<SecretText, Flaw> {
    match typed.len() {
        1..=16 => Ok(SecretText::new(typed)),
        _ => Err(Flaw::new(FieldCode::Invalid, "must have 1 to 16 bytes")),
    }
}

/// An e-mail address or a phone number.
pub fn address(typed: &str) -> Result<Address, BadName> {
    Address::parse(typed)
}

/// What somebody calls a device; shown to its owner alone.
pub fn device(typed: &str) -> Result<String, Flaw> {
    let good = typed.chars().count() <= 64 && !typed.chars().any(char::is_control);
    if good {
        Ok(typed.to_owned())
    } else {
        let message = "must have at most 64 characters and no control characters";
        Err(Flaw::new(FieldCode::Invalid, message))
    }
}

/// The field in which a login name of this kind stands.
pub fn name_of(kind: LoginKind) -> &'static str {
    match kind {
        LoginKind::Username => "username",
        LoginKind::Email => "email",
        LoginKind::Phone => "phone",
    }
}
