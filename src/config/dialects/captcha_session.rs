//! `[dialects.captcha_session]`.

use std::time::Duration;

use serde::Deserialize;

use crate::config::Debug;
use crate::config::kinds::Within;
use crate::dialects::captcha_session::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptchaSession {
    pub enabled: bool,
    pub register_needs_captcha: bool,
    pub code_life_minutes: Within<1, 60>,
    pub password_chars_min: Within<1, 128>,
    pub password_chars_max: Within<1, 128>,
}

impl CaptchaSession {
    pub fn settings(&self, debug: &Debug) -> Settings {
        Settings {
            code_lives: Duration::from_secs(60 * self.code_life_minutes.get()),
            password_chars_min: self.password_chars_min.count(),
            password_chars_max: self.password_chars_max.count(),
            register_needs_captcha: self.register_needs_captcha,
            captcha_is_optional: debug.captcha_optional,
            captcha_answers_told: debug.captcha_answer,
        }
    }
}
