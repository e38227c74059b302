//! `[sessions]`: how long somebody stays signed in.

use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::accounts::settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    pub access_minutes: Within<1, 1440>,
    pub idle_days: Within<1, 3650>,
    pub life_days: Within<1, 3650>,
    pub per_account_max: Within<1, 1000>,
    pub refresh_grace_seconds: Within<0, 60>,
}

const DAY_SECONDS: u64 = 24 * 60 * 60;

impl Sessions {
    pub fn access_lives(&self) -> Duration {
        Duration::from_secs(60 * self.access_minutes.get())
    }

    pub fn settings(&self) -> settings::Sessions {
        settings::Sessions {
            idle: Duration::from_secs(DAY_SECONDS * self.idle_days.get()),
            life: Duration::from_secs(DAY_SECONDS * self.life_days.get()),
            per_account: self.per_account_max.count(),
            refresh_grace: Duration::from_secs(self.refresh_grace_seconds.get()),
            ..settings::Sessions::default()
        }
    }
}
