//! `[inbox]`: whether what could not be mailed or texted may be read here.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    pub serve: bool,
}
