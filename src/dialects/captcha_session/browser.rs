//! What is known of a browser in which nobody has signed in: which captcha it was shown, and where
//! a recovery code was sent.
//!
//! It lies in a cookie, so that there is nothing to keep for strangers and nothing to lose in a
//! restart. Nothing in it is believed: a captcha is judged by its text and a code by its digits,
//! and who writes another's address into it is where he would be by asking for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::http::call::Call;
use crate::http::cookies::{self, Cookie};
use crate::http::reply::Response;
use crate::values::Address;

const NAME: &str = "visitor";
/// Longer than any code or captcha.
const LIVES_SECONDS: u64 = 60 * 60;

#[derive(Debug, Default)]
pub struct Browser {
    /// The id of the captcha.
    pub captcha: String,
    pub recovering: Option<Address>,
}

impl Browser {
    pub fn of(call: &Call) -> Browser {
        let said = cookies::get(&call.visitor, &call.headers, NAME).unwrap_or_default();
        let (captcha, recovering) = said.split_once('.').unwrap_or((said, ""));
        let recovering = URL_SAFE_NO_PAD.decode(recovering).ok();
        let recovering = recovering.and_then(|bytes| String::from_utf8(bytes).ok());
        Browser {
            captcha: captcha.to_owned(),
            recovering: recovering.and_then(|text| Address::parse(&text).ok()),
        }
    }

    /// Lets the browser remember it.
    pub fn keep(&self, answer: Response, call: &Call) -> Response {
        let recovering = self.recovering.as_ref().map(Address::to_string).unwrap_or_default();
        let value = format!("{}.{}", self.captcha, URL_SAFE_NO_PAD.encode(recovering));
        let cookie =
            Cookie { name: NAME, value: &value, lives_seconds: LIVES_SECONDS, scripts_read: false };
        cookies::set(answer, call, cookie)
    }
}
