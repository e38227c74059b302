//! `[passwords]`: which are good enough, and what it costs to check one.

use serde::Deserialize;

use super::kinds::Within;
use crate::accounts::PasswordPolicy;
use crate::accounts::settings::Hashing;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    pub chars_min: Within<1, 128>,
    pub guesses_min: Within<0, 1_000_000_000_000>,
    pub unlike_names: bool,
    pub hash_memory_kibibytes: Within<7168, 1_048_576>,
    pub hash_passes: Within<1, 20>,
    pub hashes_at_once: Within<0, 1024>,
    pub hashes_waiting_max: Within<0, 100_000>,
}

impl Passwords {
    pub fn policy(&self) -> PasswordPolicy {
        PasswordPolicy {
            chars_min: self.chars_min.count(),
            guesses_min: self.guesses_min.get(),
            unlike_names: self.unlike_names,
            ..PasswordPolicy::default()
        }
    }

    pub fn hashing(&self) -> Hashing {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let usual = Hashing::default();
        let unless_zero = |asked: usize, usual: usize| if asked == 0 { usual } else { asked };
        Hashing {
            memory_kib: number(self.hash_memory_kibibytes.get()),
            passes: number(self.hash_passes.get()),
            parallel: unless_zero(self.hashes_at_once.count(), usual.parallel),
            waiting: unless_zero(self.hashes_waiting_max.count(), usual.waiting),
            ..usual
        }
    }
}
