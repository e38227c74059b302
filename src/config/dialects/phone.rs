//! `[dialects.phone]`.

use std::time::Duration;

use serde::Deserialize;

use crate::config::accounts::open_roles;
use crate::config::kinds::Within;
use crate::dialects::phone::Settings;
use crate::store::Role;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    pub enabled: bool,
    pub code_life_minutes: Within<1, 60>,
    pub password_chars_min: Within<1, 128>,
    pub password_chars_max: Within<1, 128>,
    #[serde(deserialize_with = "open_roles")]
    pub roles: Vec<Role>,
}

impl Phone {
    pub fn settings(&self) -> Settings {
        Settings {
            code_lives: Duration::from_secs(60 * self.code_life_minutes.get()),
            password_chars_min: self.password_chars_min.count(),
            password_chars_max: self.password_chars_max.count(),
            roles: self.roles.clone(),
        }
    }
}
