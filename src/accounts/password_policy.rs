//! Which passwords are good enough.

use crate::values::Password;

/// Which passwords a contract takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    pub chars_min: usize,
    pub chars_max: usize,
    /// How many guesses a cracker who knows the common ones must need (zxcvbn); 0 asks nothing.
    pub guesses_min: u64,
    /// Refuses one's own username or address, and what contains it.
    pub unlike_names: bool,
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

/// The estimate takes a time that grows with the cube of the length. Who needs so many guesses
/// for the beginning needs no fewer for the whole.
const ESTIMATED_CHARS: usize = 40;

/// A shorter name is contained in many a good password by chance.
const NAME_CHARS_MIN: usize = 4;

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

impl PasswordPolicy {
    /// Asks for nothing but a length, as contracts do that front ends already speak.
    pub fn of_length(chars_min: usize, chars_max: usize) -> PasswordPolicy {
        PasswordPolicy {
            chars_min,
            chars_max,
            guesses_min: 0,
            unlike_names: false,
            not_all_digits: false,
        }
    }

    /// `names` are the login names of whose password it is to be.
    pub fn judge<'a>(
        &self,
        password: &Password,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WeakPassword> {
        let typed = password.reveal();
        let chars = typed.chars().count();
        if chars < self.chars_min {
            return Err(WeakPassword::TooShort { min: self.chars_min });
        }
        if chars > self.chars_max || typed.len() > Password::BYTES_MAX {
            return Err(WeakPassword::TooLong { max: self.chars_max });
        }
        if self.not_all_digits && typed.chars().all(|c| c.is_ascii_digit()) {
            return Err(WeakPassword::AllDigits);
        }
        let names: Vec<String> = names.into_iter().flat_map(parts).collect();
        self.compare(password, names.iter().map(String::as_str))?;
        if self.guesses_min > 0 && guesses(typed, &names) < self.guesses_min {
            return Err(WeakPassword::Guessable);
        }
        Ok(())
    }

    /// The part of the judgement that tells something of the names.
    pub fn compare<'a>(
        &self,
        password: &Password,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WeakPassword> {
        let typed = password.reveal().to_lowercase();
        let like = || names.into_iter().flat_map(parts).any(|name| is_like(&typed, &name));
        if self.unlike_names && like() { Err(WeakPassword::LikeName) } else { Ok(()) }
    }
}

/// A name, and of an e-mail address also what stands before the `@`.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let name = name.to_lowercase();
    let local = name.split_once('@').map(|(local, _)| local.to_owned());
    std::iter::once(name).chain(local)
}

fn is_like(password: &str, name: &str) -> bool {
    password == name || (name.chars().count() >= NAME_CHARS_MIN && password.contains(name))
}

fn guesses(typed: &str, names: &[String]) -> u64 {
    let beginning: String = typed.chars().take(ESTIMATED_CHARS).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(&beginning, &names).guesses()
}
