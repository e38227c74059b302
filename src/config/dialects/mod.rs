//! `[dialects.*]`: the contracts of other front ends, each switched on or off.

mod captcha_session;
mod clinic;
mod codes;
mod phone;
mod rest_auth;

use serde::Deserialize;

use super::Debug;
use crate::dialects::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialects {
    pub codes: codes::Codes,
    pub captcha_session: captcha_session::CaptchaSession,
    pub phone: phone::Phone,
    pub rest_auth: rest_auth::RestAuth,
    pub clinic: clinic::Clinic,
}

impl Dialects {
    pub fn settings(&self, debug: &Debug) -> Settings {
        let captcha_session = &self.captcha_session;
        Settings {
            codes: self.codes.enabled.then(|| self.codes.settings()),
            clinic: self.clinic.enabled.then(|| self.clinic.settings()),
            captcha_session: captcha_session.enabled.then(|| captcha_session.settings(debug)),
            phone: self.phone.enabled.then(|| self.phone.settings()),
            rest_auth: self.rest_auth.enabled.then(|| self.rest_auth.settings()),
        }
    }
}
