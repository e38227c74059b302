//! `[dialects.*]`: the contracts of other front ends, each switched on or off.

mod codes;
mod phone;

use serde::Deserialize;

use crate::dialects::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialects {
    pub codes: codes::Codes,
    pub phone: phone::Phone,
}

impl Dialects {
    pub fn settings(&self) -> Settings {
        Settings {
            codes: self.codes.enabled.then(|| self.codes.settings()),
            phone: self.phone.enabled.then(|| self.phone.settings()),
        }
    }
}
