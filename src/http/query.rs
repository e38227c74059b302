//! The query of a request, read strictly: a text that cannot be read is an error and not nothing.
//! Parameters that nobody asks for are ignored.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::path::escapes_are_whole;
use super::problem::{FieldCode, Problem};

#[derive(Clone, Debug, Default)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    pub fn parse(raw: Option<&str>) -> Result<Query, Problem> {
        let mut pairs = BTreeMap::new();
        for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(name) = decoded(name) else {
                return Err(Problem::field("?", FieldCode::Invalid, "a name that is not UTF-8"));
            };
            let Some(value) = decoded(value) else {
                let message = "must be percent-encoded UTF-8 without control characters";
                return Err(Problem::field(name, FieldCode::Invalid, message));
            };
            if pairs.insert(name.clone(), value).is_some() {
                return Err(Problem::field(name, FieldCode::Invalid, "must be there once only"));
            }
        }
        Ok(Query(pairs))
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A whole number within `allowed`, or `None` where there is none.
    pub fn number<N>(
        &self,
        name: &'static str,
        allowed: RangeInclusive<N>,
    ) -> Result<Option<N>, Problem>
    where
        N: FromStr + PartialOrd + Display,
    {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if allowed.contains(&number) => Ok(Some(number)),
            _ => {
                let (from, to) = (allowed.start(), allowed.end());
                let message = format!("must be a whole number from {from} to {to}");
                Err(Problem::field(name, FieldCode::OutOfRange, message))
            }
        }
    }

    /// Something that has one way of writing it, such as a cursor.
    pub fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        message: &'static str,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let wrong = || Problem::field(name, FieldCode::Invalid, message);
        parse(text).map(Some).ok_or_else(wrong)
    }
}

fn decoded(raw: &str) -> Option<String> {
    if !escapes_are_whole(raw) {
        return None;
    }
    let spaced = raw.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().ok()?.into_owned();
    (!text.contains(char::is_control)).then_some(text)
}
