//! Text that must not be seen by accident.

use std::fmt;

/// Text that shows itself only when asked by name; `Debug` gives nothing away.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    pub fn new(text: impl Into<String>) -> SecretText {
        SecretText(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A password as somebody typed it, in the one Unicode form in which it is hashed.
///
/// The same letters can arrive composed or decomposed, half-width or full-width, depending on the
/// keyboard; NFKC makes them one. Spaces are kept and nothing is cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password(SecretText);

impl Password {
    /// The longest that is hashed at all; longer ones are refused before any work is done.
    pub const BYTES_MAX: usize = 1024;

    pub fn new(typed: &str) -> Password {
        use unicode_normalization::UnicodeNormalization;
        Password(SecretText::new(typed.nfkc().collect::<String>()))
    }

    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}
