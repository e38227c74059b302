//! `[letters]`: what all mails and text messages have in common.

use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::values::Language;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    pub house: String,
    pub language: Language,
    pub give_up_after_hours: Within<1, 168>,
}

impl Letters {
    pub fn give_up_after(&self) -> Duration {
        Duration::from_secs(self.give_up_after_hours.get() * 3600)
    }
}
