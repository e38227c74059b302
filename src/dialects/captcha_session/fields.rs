//! What the endpoints ask of a request.

use super::House;
use super::words::{self, Sentence};
use crate::dialects::body::Fields;
use crate::http::call::Call;
use crate::http::json::Repeats;
use crate::values::{Address, Email, Password, Phone};

/// The fields of a request that changes something: a page of another site may not ask for that
/// with the browser's cookies.
pub async fn read(call: &Call, house: &House) -> Result<Asked, Sentence> {
    match house.means.is_from_here(call) {
        true => read_anyhow(call).await,
        false => Err(words::from_elsewhere()),
    }
}

/// As [`read`], where the cookie was asked for at the door.
pub async fn read_anyhow(call: &Call) -> Result<Asked, Sentence> {
    Fields::read(call, Repeats::Refused).await.map(Asked).map_err(words::bad_body)
}

pub struct Asked(pub Fields);

impl Asked {
    /// A text that may be left out; blank is left out.
    pub fn optional(&self, name: &str) -> Result<Option<String>, Sentence> {
        let typed = self.0.text_or_number(name).map_err(|_| words::bad_parameters())?;
        Ok(typed.filter(|text| !text.trim().is_empty()))
    }

    pub fn required(&self, name: &str) -> Result<String, Sentence> {
        self.optional(name)?.ok_or_else(words::bad_parameters)
    }

    /// Longer than any password can be is none.
    pub fn password(&self, name: &str) -> Result<Password, Sentence> {
        let typed = self.0.text(name).map_err(|_| words::bad_parameters())?;
        let fits = |typed: &&str| !typed.is_empty() && typed.len() <= Password::BYTES_MAX;
        typed.filter(fits).map(Password::new).ok_or_else(words::bad_parameters)
    }

    pub fn email(&self) -> Result<Option<Email>, Sentence> {
        let parse = |typed: String| Email::parse(&typed).map_err(|_| words::bad_parameters());
        self.optional("email")?.map(parse).transpose()
    }

    pub fn phone(&self) -> Result<Option<Phone>, Sentence> {
        let parse = |typed: String| Phone::parse(&typed).map_err(|_| words::bad_parameters());
        self.optional("phone")?.map(parse).transpose()
    }

    /// The mailbox, or else the phone.
    pub fn address(&self) -> Result<Address, Sentence> {
        let (email, phone) = (self.email()?, self.phone()?);
        let address = email.map(Address::Email).or(phone.map(Address::Phone));
        address.ok_or_else(words::bad_parameters)
    }

    pub fn is_true(&self, name: &str) -> bool {
        let said = self.0.value(name);
        said.is_some_and(|said| *said == true || *said == "true" || *said == "1")
    }
}
