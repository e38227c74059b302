//! `[limits]`: how often may you try.

use serde::{Deserialize, Deserializer, de::Error};

use super::kinds::{self, Within};
use super::socket::Socket;
use crate::limits::{LimitSettings, Rate};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    #[serde(deserialize_with = "scale")]
    pub scale: f64,
    pub keys_max: Within<1_000, 10_000_000>,
    #[serde(deserialize_with = "rate")]
    pub logins: Rate,
    #[serde(deserialize_with = "rate")]
    pub unknown_names: Rate,
    #[serde(deserialize_with = "rate")]
    pub guessed_accounts: Rate,
    #[serde(deserialize_with = "rate")]
    pub guesses_from_address: Rate,
    #[serde(deserialize_with = "rate")]
    pub guesses_from_strangers: Rate,
    #[serde(deserialize_with = "rate")]
    pub registrations: Rate,
    #[serde(deserialize_with = "rate")]
    pub resets: Rate,
    #[serde(deserialize_with = "rate")]
    pub codes: Rate,
    #[serde(deserialize_with = "rate")]
    pub notices: Rate,
    #[serde(deserialize_with = "rate")]
    pub captchas: Rate,
    #[serde(deserialize_with = "rate")]
    pub requests: Rate,
    #[serde(deserialize_with = "rate")]
    pub anonymous_requests: Rate,
    #[serde(deserialize_with = "rate")]
    pub tickets: Rate,
    #[serde(deserialize_with = "rate")]
    pub uploads: Rate,
}

impl Limits {
    pub fn settings(&self, socket: &Socket) -> LimitSettings {
        LimitSettings {
            scale: self.scale,
            keys_max: self.keys_max.count(),
            logins: self.logins,
            unknown_names: self.unknown_names,
            guessed_accounts: self.guessed_accounts,
            guesses_from_address: self.guesses_from_address,
            guesses_from_strangers: self.guesses_from_strangers,
            registrations: self.registrations,
            resets: self.resets,
            codes: self.codes,
            notices: self.notices,
            captchas: self.captchas,
            requests: self.requests,
            anonymous_requests: self.anonymous_requests,
            tickets: self.tickets,
            uploads: self.uploads,
            chat_requests: socket.rest_pace(),
        }
    }
}

fn rate<'de, D: Deserializer<'de>>(from: D) -> Result<Rate, D::Error> {
    kinds::text(from)?.parse().map_err(D::Error::custom)
}

fn scale<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let number = f64::deserialize(from).ok().filter(|scale| (0.001..=1e6).contains(scale));
    let wrong = "not a scale; allowed: a number from 0.001 to 1000000";
    number.ok_or_else(|| D::Error::custom(wrong))
}
