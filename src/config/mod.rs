//! `config.toml` is the defaults, compiled in; a file, the environment and the command line
//! override it, one key at a time.
//!
//! - [`layers`]: reads the sources, lays them over one another, says which of them is wrong.
//! - [`kinds`]: values that say what is allowed when they are not it.
//! - [`masked`]: which values nobody may see, and the printed form without them.
//!
//! A section is a file here and a plain struct; none has a default in the code. The rooms below do
//! not know the sections: each has settings of its own, and its section converts.

mod accounts;
mod captcha;
mod codes;
mod debug;
mod dialects;
mod inbox;
mod kinds;
mod layers;
mod letters;
mod limits;
mod log;
mod mail;
mod masked;
mod passwords;
mod server;
mod sessions;
mod sms;
mod socket;
mod store;
mod uploads;

pub use accounts::Accounts;
pub use captcha::Captcha;
pub use codes::Codes;
pub use debug::Debug;
pub use dialects::Dialects;
pub use inbox::Inbox;
pub use layers::{ConfigError, Sources};
pub use letters::Letters;
pub use limits::Limits;
pub use log::{Log, LogFormat};
pub use mail::Mail;
pub use passwords::Passwords;
pub use server::Server;
pub use sessions::Sessions;
pub use sms::Sms;
pub use socket::Socket;
pub use store::{EngineName, Store};
pub use uploads::Uploads;

use std::time::Duration;

use serde::Deserialize;

use crate::courier::settings::BadSetting;
use crate::courier::{self, Carriers, House};

/// The shipped file: the defaults, and where every key is explained.
pub const DEFAULTS: &str = include_str!("../../config.toml");

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub log: Log,
    pub store: Store,
    pub accounts: Accounts,
    pub passwords: Passwords,
    pub codes: Codes,
    pub sessions: Sessions,
    pub captcha: Captcha,
    pub limits: Limits,
    pub socket: Socket,
    pub uploads: Uploads,
    pub letters: Letters,
    pub mail: Mail,
    pub sms: Sms,
    pub inbox: Inbox,
    pub dialects: Dialects,
    pub debug: Debug,
}

/// A configuration that holds together, and what the operator should know about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    pub warnings: Vec<String>,
    /// As TOML, secrets masked.
    pub printed: String,
}

impl Config {
    pub fn load(sources: &Sources) -> Result<Loaded, ConfigError> {
        let layers::Merged { table, warnings } = layers::merge(sources)?;
        let printed = masked::printed(&table);
        let config: Config =
            layers::typed(&table).map_err(|problem| ConfigError::of("configuration", problem))?;
        config.check()?;
        Ok(Loaded { config, warnings, printed })
    }

    /// What one key alone cannot tell.
    fn check(&self) -> Result<(), ConfigError> {
        let debug = [
            ("debug.captcha_answer", self.debug.captcha_answer),
            ("debug.captcha_optional", self.debug.captcha_optional),
        ];
        let helpful = debug.iter().find(|(_, is_on)| *is_on);
        if let Some((key, _)) = helpful.filter(|_| !self.server.listen.ip().is_loopback()) {
            return Err(ConfigError::of(
                *key,
                format!(
                    "true would give every captcha away to strangers, because server.listen is {}; \
                     allowed with a loopback address only, such as 127.0.0.1:8080",
                    self.server.listen
                ),
            ));
        }
        self.carriers(&courier::Inbox::default())?;
        Ok(())
    }

    /// Everything about accounts, from the sections that it is spread over for readers.
    pub fn accounts(&self) -> crate::accounts::Settings {
        crate::accounts::Settings {
            registration: self.accounts.registration(),
            password: self.passwords.policy(),
            code: self.codes.policy(),
            mail_pace: self.codes.mail_pace(),
            sms_pace: self.codes.text_pace(),
            sms_prefixes: self.codes.text_prefixes.clone(),
            sessions: self.sessions.settings(),
            hashing: self.passwords.hashing(),
            reserved_names: self.accounts.reserved_names.clone(),
            username_held: Duration::from_secs(24 * 3600 * self.accounts.username_held_days.get()),
            language: self.letters.language,
            ties_max: self.accounts.ties_max.count(),
        }
    }

    /// Everything about chats.
    pub fn chat(&self) -> crate::chat::Settings {
        crate::chat::Settings { uploads: self.uploads.settings(), ..Default::default() }
    }

    /// As letters speak of this server.
    pub fn house(&self) -> Result<House, BadSetting> {
        House::new(&self.letters.house, self.server.public_url.clone())
    }

    /// Whether anything that should be sent stays here instead.
    pub fn uses_inbox(&self) -> bool {
        self.mail.host.trim().is_empty() || self.sms.url.trim().is_empty()
    }

    pub fn carriers(&self, inbox: &courier::Inbox) -> Result<Carriers, BadSetting> {
        Carriers::new(&self.mail.settings(), &self.sms.settings(), &self.house()?, inbox)
    }
}

#[cfg(test)]
mod tests;
