//! `[captcha]`: how long a picture may be thought about, and how many there may be.

use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::captcha::CaptchaSettings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captcha {
    pub life_minutes: Within<1, 60>,
    pub unanswered_max: Within<100, 10_000_000>,
}

impl Captcha {
    pub fn settings(&self) -> CaptchaSettings {
        CaptchaSettings {
            lives: Duration::from_secs(60 * self.life_minutes.get()),
            open_max: self.unanswered_max.count(),
        }
    }
}
