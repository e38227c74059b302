//! What the endpoints ask of a body.

use super::super::body::Fields;
use super::words::{self, Sentence};
use crate::http::call::Call;
use crate::http::json::Repeats;
use crate::values::{Address, Password, SecretText};

/// The fields, or the answer to a body that has none.
pub async fn read(call: &Call) -> Result<Asked, Sentence> {
    Fields::read(call, Repeats::Refused).await.map(Asked).map_err(words::bad_body)
}

pub struct Asked(Fields);

impl Asked {
    /// As it was typed, and what it means.
    pub fn user(&self) -> Result<(String, Address), Sentence> {
        let typed = self.0.text_or_number("user").map_err(|_| words::not_an_address())?;
        let typed = typed.ok_or_else(words::not_an_address)?;
        let address = Address::parse(&typed).map_err(|_| words::not_an_address())?;
        Ok((typed, address))
    }

    pub fn code(&self) -> Result<SecretText, Sentence> {
        let name = "identifying_code";
        let typed = self.0.text_or_number(name).map_err(|_| words::not_a_text(name))?;
        typed.map(SecretText::new).ok_or_else(|| words::not_a_text(name))
    }

    /// Longer than any password can be is none.
    pub fn password(&self, name: &'static str) -> Result<Option<Password>, Sentence> {
        let typed = self.0.text(name).map_err(|_| words::not_a_text(name))?;
        let typed = typed.ok_or_else(|| words::not_a_text(name))?;
        Ok((typed.len() <= Password::BYTES_MAX).then(|| Password::new(typed)))
    }
}
