//! The languages in which the house writes to people.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    En,
    Zh,
}

impl Language {
    /// The best of ours in an `Accept-Language` header, if it asks for one of ours at all: what
    /// to write in otherwise is the deployment's choice.
    pub fn from_accept_language(header: &str) -> Option<Language> {
        let wishes = header.split(',').filter_map(wish);
        // Of equal wishes the first counts, and `max_by_key` would take the last.
        wishes.rev().max_by_key(|(_, weight)| *weight).map(|(language, _)| language)
    }
}

/// One language range with its weight in thousandths; none if it is not ours or not wanted.
fn wish(item: &str) -> Option<(Language, u16)> {
    let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
    let primary = range.trim().split(['-', '_']).next().unwrap_or_default();
    let language = match primary.to_ascii_lowercase().as_str() {
        "en" => Language::En,
        "zh" => Language::Zh,
        _ => return None,
    };
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(q) => q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q))?,
        None => 1.0,
    };
    let thousandths = (weight * 1000.0) as u16;
    (thousandths > 0).then_some((language, thousandths))
}
