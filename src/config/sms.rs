//! `[sms]`: how to ask a gateway to send a text message.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::courier::settings;
use crate::values::SecretText;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    pub url: String,
    pub method: String,
    pub content_type: String,
    pub body: String,
    #[serde(deserialize_with = "super::kinds::secret")]
    pub secret: SecretText,
    #[serde(deserialize_with = "super::kinds::secrets")]
    pub headers: BTreeMap<String, SecretText>,
    pub success_contains: String,
    pub root_certificates: String,
    pub timeout_seconds: Within<1, 120>,
}

impl Sms {
    pub fn settings(&self) -> settings::Sms {
        settings::Sms {
            url: self.url.clone(),
            method: self.method.clone(),
            content_type: self.content_type.clone(),
            body: self.body.clone(),
            secret: self.secret.clone(),
            headers: self.headers.clone(),
            success_contains: self.success_contains.clone(),
            root_certificates: self.root_certificates.clone(),
            timeout: Duration::from_secs(self.timeout_seconds.get()),
        }
    }
}
