//! `[dialects.codes]`.

use std::time::Duration;

use serde::Deserialize;

use crate::accounts::Knocking;
use crate::config::kinds::Within;
use crate::dialects::codes::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    pub enabled: bool,
    pub code_life_minutes: Within<1, 60>,
    pub enumeration: Enumeration,
    pub password_chars_min: Within<1, 128>,
    pub password_chars_max: Within<1, 128>,
}

/// What somebody learns who asks about an address that is not theirs.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enumeration {
    Telling,
    Uniform,
}

impl Codes {
    pub fn settings(&self) -> Settings {
        Settings {
            code_lives: Duration::from_secs(60 * self.code_life_minutes.get()),
            knocking: match self.enumeration {
                Enumeration::Telling => Knocking::Telling,
                Enumeration::Uniform => Knocking::Uniform,
            },
            password_chars_min: self.password_chars_min.count(),
            password_chars_max: self.password_chars_max.count(),
        }
    }
}
