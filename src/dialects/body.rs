//! Bodies as the front ends out there send them: JSON, a form, or multipart, read into one shape.
//!
//! Nothing of a file but its bytes is read: its name and its type are what a stranger says.
//! Deliberately absent: sizes, which the mount has already held the body to.

use std::collections::BTreeMap;
use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use multer::Multipart;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use warp::http::header;

use crate::http::call::Call;
use crate::http::json::{self, Repeats};
use crate::http::path::escapes_are_whole;

/// Fields of a form, parts of a multipart body. No contract has more than a dozen.
const FIELDS_MAX: usize = 64;

/// The fields of a body. Those of a form are all texts.
#[derive(Debug, Default)]
pub struct Fields {
    values: Map<String, Value>,
    files: BTreeMap<String, Bytes>,
    /// Whether it was JSON, in which a field may be of another type than text.
    pub typed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum BadBody {
    /// It cannot be read at all, or not in one way only.
    Malformed,
    /// JSON, but no object.
    NotFields(Value),
    /// Of another media type, which is this.
    OtherType(String),
}

/// A field that is there and is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

impl Fields {
    /// A body without a byte has no fields, whatever it calls itself.
    pub async fn read(call: &Call, repeats: Repeats) -> Result<Fields, BadBody> {
        let said = call.header(header::CONTENT_TYPE).unwrap_or_default();
        Fields::of(said, call.body().clone(), repeats).await
    }

    /// `said` is the media type with its parameters.
    pub async fn of(said: &str, body: Bytes, repeats: Repeats) -> Result<Fields, BadBody> {
        if body.is_empty() {
            return Ok(Fields::default());
        }
        let media = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media.as_str() {
            "application/json" => of_json(&body, repeats),
            "application/x-www-form-urlencoded" => of_form(&body, repeats),
            "multipart/form-data" => of_multipart(body, said, repeats).await,
            _ => Err(BadBody::OtherType(media)),
        }
    }

    pub fn of_object(values: Map<String, Value>) -> Fields {
        Fields { values, typed: true, ..Fields::default() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.files.contains_key(name)
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text; nothing where there is no such field.
    pub fn text(&self, name: &str) -> Result<Option<&str>, NotText> {
        match self.values.get(name) {
            Some(Value::String(text)) => Ok(Some(text)),
            None if !self.files.contains_key(name) => Ok(None),
            _ => Err(NotText),
        }
    }

    /// A text, or a whole number, which some clients send in the place of its digits.
    pub fn text_or_number(&self, name: &str) -> Result<Option<String>, NotText> {
        match self.values.get(name) {
            Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            _ => self.text(name).map(|text| text.map(str::to_owned)),
        }
    }

    pub fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name)
    }

    fn put(&mut self, name: String, text: String, repeats: Repeats) -> Result<(), BadBody> {
        self.make_room(&name, repeats)?;
        self.values.insert(name, Value::String(text));
        Ok(())
    }

    fn make_room(&mut self, name: &str, repeats: Repeats) -> Result<(), BadBody> {
        let comes_again = self.has(name);
        let too_many = self.values.len() + self.files.len() == FIELDS_MAX && !comes_again;
        if too_many || name.contains('\0') || (comes_again && repeats == Repeats::Refused) {
            return Err(BadBody::Malformed);
        }
        self.values.remove(name);
        self.files.remove(name);
        Ok(())
    }
}

fn of_json(body: &[u8], repeats: Repeats) -> Result<Fields, BadBody> {
    match json::parse_value(body, repeats).map_err(|_| BadBody::Malformed)? {
        Value::Object(values) => Ok(Fields::of_object(values)),
        other => Err(BadBody::NotFields(other)),
    }
}

fn of_form(body: &[u8], repeats: Repeats) -> Result<Fields, BadBody> {
    let body = std::str::from_utf8(body).map_err(|_| BadBody::Malformed)?;
    let mut fields = Fields::default();
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.put(decoded(name)?, decoded(value)?, repeats)?;
    }
    Ok(fields)
}

fn decoded(raw: &str) -> Result<String, BadBody> {
    if !escapes_are_whole(raw) {
        return Err(BadBody::Malformed);
    }
    let spaced = raw.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().map_err(|_| BadBody::Malformed)?;
    plain(text.into_owned())
}

/// NUL is no text that a person types, and programs further down end there.
fn plain(text: String) -> Result<String, BadBody> {
    if text.contains('\0') { Err(BadBody::Malformed) } else { Ok(text) }
}

async fn of_multipart(body: Bytes, said: &str, repeats: Repeats) -> Result<Fields, BadBody> {
    let boundary = multer::parse_boundary(said).map_err(|_| BadBody::Malformed)?;
    let whole = stream::iter([Ok::<_, Infallible>(body)]);
    let mut parts = Multipart::new(whole, boundary);
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|_| BadBody::Malformed)? {
        let name = part.name().ok_or(BadBody::Malformed)?.to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|_| BadBody::Malformed)?;
        if is_file {
            fields.make_room(&name, repeats)?;
            fields.files.insert(name, bytes);
        } else {
            let text = String::from_utf8(bytes.into()).map_err(|_| BadBody::Malformed)?;
            fields.put(name, plain(text)?, repeats)?;
        }
    }
    Ok(fields)
}
