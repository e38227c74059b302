//! `[dialects.clinic]`.

use serde::Deserialize;

use crate::config::kinds::Within;
use crate::dialects::clinic::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clinic {
    pub enabled: bool,
    pub password_chars_min: Within<1, 128>,
    pub password_chars_max: Within<1, 128>,
}

impl Clinic {
    pub fn settings(&self) -> Settings {
        Settings {
            password_chars_min: self.password_chars_min.count(),
            password_chars_max: self.password_chars_max.count(),
        }
    }
}
