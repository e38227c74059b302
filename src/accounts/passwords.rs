//! Hashing passwords, and which ones are good enough.

/// Which passwords a contract takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    pub chars_min: usize,
    pub chars_max: usize,
    /// How many guesses a cracker who knows the common ones must need (zxcvbn); 0 asks nothing.
    pub guesses_min: u64,
    /// Refuses one's own username or address, and what merely contains it.
    pub unlike_names: bool,
    /// Refuses digits alone.
    pub not_all_digits: bool,
}

/// Why a password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("it is shorter than {min} characters")]
    TooShort { min: usize },
    #[error("it is longer than {max} characters")]
    TooLong { max: usize },
    #[error("it is too easy to guess")]
    Guessable,
    #[error("it is too much like the name")]
    LikeName,
    #[error("it is digits alone")]
    AllDigits,
}

impl Default for PasswordPolicy {
    fn default() -> PasswordPolicy {
        PasswordPolicy {
            chars_min: 8,
            chars_max: 128,
            guesses_min: 1_000_000,
            unlike_names: true,
            not_all_digits: false,
        }
    }
}
