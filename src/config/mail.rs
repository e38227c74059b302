//! `[mail]`: which mail server takes our letters.

use std::time::Duration;

use serde::Deserialize;

use super::kinds::Within;
use crate::courier::settings::{self, MailTls};
use crate::values::SecretText;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: Within<0, 65535>,
    pub tls: MailTls,
    pub user: String,
    #[serde(deserialize_with = "super::kinds::secret")]
    pub password: SecretText,
    pub from: String,
    pub hello_name: String,
    pub root_certificates: String,
    pub timeout_seconds: Within<1, 120>,
}

impl Mail {
    pub fn settings(&self) -> settings::Mail {
        settings::Mail {
            host: self.host.clone(),
            port: u16::try_from(self.port.get()).unwrap_or_default(),
            tls: self.tls,
            user: self.user.clone(),
            password: self.password.clone(),
            from: self.from.clone(),
            hello_name: self.hello_name.clone(),
            root_certificates: self.root_certificates.clone(),
            timeout: Duration::from_secs(self.timeout_seconds.get()),
        }
    }
}
