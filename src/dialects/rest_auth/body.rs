//! What a body says: JSON of any kind, or the fields of a form.

use serde_json::Value;
use warp::http::header;

use super::super::body::{BadBody, Fields};
use super::accept::Range;
use super::words::{self, Said};
use crate::http::call::Call;
use crate::http::json::{self, Repeats};

/// A body that could be read.
pub enum Data {
    Fields(Fields),
    /// JSON, but no object.
    Other(Value),
}

impl Data {
    pub fn fields(&self) -> Result<&Fields, Said> {
        match self {
            Data::Fields(fields) => Ok(fields),
            Data::Other(value) => Err(words::not_a_dictionary(value)),
        }
    }
}

/// Of a key that comes twice the last value counts. A body without a byte is an empty object,
/// whatever it calls itself.
pub async fn read(call: &Call) -> Result<Data, Said> {
    if call.body().is_empty() {
        return Ok(Data::Fields(Fields::default()));
    }
    let said = call.headers.get(header::CONTENT_TYPE).map(|value| value.as_bytes());
    let said = String::from_utf8_lossy(said.unwrap_or_default());
    if Range::of(&said).names("application", "json") {
        let value = json::parse_value(&well_formed(call.body()), Repeats::LastCounts);
        return value.map(of_value).map_err(|_| words::bad_json());
    }
    match Fields::read(call, Repeats::LastCounts).await {
        Ok(fields) => Ok(Data::Fields(fields)),
        Err(BadBody::NotFields(value)) => Ok(Data::Other(value)),
        Err(BadBody::Malformed) => Err(words::bad_form(&said)),
        Err(BadBody::OtherType(_)) => Err(words::other_type(&said)),
    }
}

fn of_value(value: Value) -> Data {
    match value {
        Value::Object(fields) => Data::Fields(Fields::of_object(fields)),
        other => Data::Other(other),
    }
}

/// JSON can spell what is no character of any text: half of a surrogate pair, and NUL, at which
/// programs further down end. The contract reads both without complaint and then finds that they
/// fit nowhere; here they become the sign for a character that could not be read, and fit nowhere
/// too.
fn well_formed(body: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(&byte) = rest.first() {
        let taken = match (byte, unit(rest)) {
            (b'\\', Some(0xd800..=0xdbff)) => match rest.get(6..).and_then(unit) {
                Some(0xdc00..=0xdfff) => 12,
                _ => 0,
            },
            (b'\\', Some(0xdc00..=0xdfff | 0)) => 0,
            // Another escape: what is behind the backslash begins none.
            (b'\\', _) => 2,
            _ => 1,
        };
        match taken {
            0 => mended.extend_from_slice(b"\\ufffd"),
            taken => mended.extend_from_slice(rest.get(..taken).unwrap_or(rest)),
        }
        rest = rest.get(if taken == 0 { 6 } else { taken }..).unwrap_or_default();
    }
    mended
}

/// The number in an escape `\u….`.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
