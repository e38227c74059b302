//! `[log]`: what is said, and to whom.

use serde::{Deserialize, Deserializer, de::Error};
use tracing_subscriber::filter::{LevelFilter, Targets};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    #[serde(deserialize_with = "level")]
    pub level: Targets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Human,
    Json,
}

/// Stricter than the filter's own reading, to which a mistyped level is the name of a part.
fn level<'de, D: Deserializer<'de>>(from: D) -> Result<Targets, D::Error> {
    let text = super::kinds::text(from)?;
    let is_level = |part: &str| part.parse::<LevelFilter>().is_ok();
    let known =
        text.split(',').all(|part| is_level(part.rsplit('=').next().unwrap_or(part).trim()));
    let targets = text.parse().ok().filter(|_| known);
    targets.ok_or_else(|| {
        D::Error::custom(format!(
            "{text:?} is not a level; allowed: off, error, warn, info, debug, trace, also by part \
             as in info,teahouse::http=debug"
        ))
    })
}
