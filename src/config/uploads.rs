//! `[uploads]`: files that people give to one another.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

use super::kinds::{self, Within};
use crate::chat::UploadSettings;
use crate::values::MediaType;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uploads {
    pub file_mebibytes_max: Within<1, 4096>,
    pub account_mebibytes_max: Within<1, 1_048_576>,
    #[serde(deserialize_with = "patterns")]
    pub types: Vec<String>,
    pub timeout_seconds: Within<1, 86_400>,
}

impl Uploads {
    pub fn settings(&self) -> UploadSettings {
        UploadSettings {
            bytes_max: self.file_mebibytes_max.get() << 20,
            room_max: self.account_mebibytes_max.get() << 20,
            media: self.types.clone(),
            patience: Duration::from_secs(self.timeout_seconds.get()),
            ..UploadSettings::default()
        }
    }
}

fn patterns<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let patterns = kinds::list(from)?;
    let is_pattern = |text: &String| {
        let type_of_all = text.strip_suffix("/*").is_some_and(|kind| kind == "*" || is_word(kind));
        type_of_all || MediaType::parse(text).is_some_and(|media| media.as_str() == text)
    };
    match patterns.iter().find(|text| !is_pattern(text)) {
        Some(text) => Err(D::Error::custom(format!(
            "{text:?} is not a media type; allowed: such as image/png, image/*, */*"
        ))),
        None => Ok(patterns),
    }
}

fn is_word(kind: &str) -> bool {
    MediaType::parse(&format!("{kind}/any")).is_some_and(|media| media.as_str().starts_with(kind))
}
