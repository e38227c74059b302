//! What the endpoints ask of a body.

use super::super::body::Fields;
use super::words::Sentence;
use crate::http::call::Call;
use crate::http::json::Repeats;
use crate::store::Gender;
use crate::values::Password;

/// The fields; `failed` is what this endpoint says to a body that cannot be read.
pub async fn read(call: &Call, failed: fn() -> Sentence) -> Result<Asked, Sentence> {
    Fields::read(call, Repeats::Refused).await.map(Asked).map_err(|_| failed())
}

pub struct Asked(pub Fields);

impl Asked {
    /// A text that is there and is not blank.
    pub fn text(&self, name: &str) -> Option<String> {
        let typed = self.0.text_or_number(name).ok().flatten();
        typed.filter(|text| !text.trim().is_empty())
    }

    /// A text that may be left out.
    pub fn optional(&self, name: &str) -> Result<Option<String>, Nonsense> {
        self.0.text_or_number(name).map_err(|_| Nonsense)
    }
}

/// A field that is there and does not mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonsense;

/// Longer than any password can be is none.
pub fn password(typed: &str) -> Option<Password> {
    (typed.len() <= Password::BYTES_MAX).then(|| Password::new(typed))
}

/// The contract has a word for it and does not say which: front ends send any of these.
pub fn gender(typed: &str) -> Result<Gender, Nonsense> {
    match typed.trim().to_lowercase().as_str() {
        "" | "0" | "未设置" | "未知" => Ok(Gender::Unset),
        "1" | "男" | "male" | "m" => Ok(Gender::Male),
        "2" | "女" | "female" | "f" => Ok(Gender::Female),
        _ => Err(Nonsense),
    }
}
