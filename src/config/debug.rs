//! `[debug]`: what helps tests and would harm a server that strangers reach.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debug {
    pub captcha_answer: bool,
    pub captcha_optional: bool,
}
