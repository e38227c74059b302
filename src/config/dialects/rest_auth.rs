//! `[dialects.rest_auth]`.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::config::kinds::Within;
use crate::dialects::rest_auth::Settings;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestAuth {
    pub enabled: bool,
    pub link_life_hours: Within<1, 720>,
    #[serde(deserialize_with = "page")]
    pub reset_page: Option<String>,
    #[serde(deserialize_with = "page")]
    pub confirm_page: Option<String>,
}

impl RestAuth {
    pub fn settings(&self) -> Settings {
        Settings {
            link_lives: Duration::from_secs(60 * 60 * self.link_life_hours.get()),
            reset_page: self.reset_page.clone(),
            confirm_page: self.confirm_page.clone(),
        }
    }
}

/// The address of a page, with a place for what the link says; empty for none.
fn page<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let page = String::deserialize(from)?;
    let is_address = page.starts_with("https://") || page.starts_with("http://");
    match page.as_str() {
        "" => Ok(None),
        _ if is_address && page.contains("{link}") => Ok(Some(page)),
        _ => Err(D::Error::custom("write an address with {link} in it, or nothing")),
    }
}
