//! Which form of an answer is wanted: JSON, or a page for a person with a browser.

use warp::http::header;

use super::words::{self, Said};
use crate::http::call::Call;
use crate::http::query::Query;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Page,
}

/// The more exactly a range names a form, the more it counts; weights (`q=`) are not looked at,
/// and of two that are named alike it is JSON.
pub fn form_of(call: &Call) -> Result<Form, Said> {
    let query = Query::parse(call.raw_query()).unwrap_or_default();
    let forms: &[Form] = match query.text("format").unwrap_or_default() {
        "" => &[Form::Json, Form::Page],
        "json" => &[Form::Json],
        "api" => &[Form::Page],
        _ => return Err(words::not_found()),
    };
    let said = match call.headers.get(header::ACCEPT) {
        None => "*/*",
        Some(value) => value.to_str().unwrap_or_default(),
    };
    let ranges: Vec<Range<'_>> = said.split(',').map(Range::of).collect();
    let wanted = |exactness: u8| {
        let named = |form: &Form| {
            let fits = |range: &Range<'_>| range.exactness == exactness && range.takes(*form);
            ranges.iter().any(fits)
        };
        forms.iter().copied().find(named)
    };
    (0..=3).rev().find_map(wanted).ok_or_else(words::not_acceptable)
}

/// One range of an `Accept` header, or a media type.
pub struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    exactness: u8,
}

impl<'a> Range<'a> {
    pub fn of(text: &'a str) -> Range<'a> {
        let mut parts = text.split(';').map(str::trim);
        let (main, sub) = parts.next().unwrap_or_default().split_once('/').unwrap_or_default();
        let parameters: Vec<_> = parts.filter_map(|part| part.split_once('=')).collect();
        let is_weight = |(name, _): &(&str, &str)| name.trim().eq_ignore_ascii_case("q");
        let exactness = match (main, sub) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ if parameters.iter().all(is_weight) => 2,
            _ => 3,
        };
        Range { main, sub, exactness }
    }

    /// Whether this names the media type, exactly or by a star.
    pub fn names(&self, main: &str, sub: &str) -> bool {
        let same = |said: &str, meant: &str| said == "*" || said.eq_ignore_ascii_case(meant);
        same(self.main, main) && same(self.sub, sub)
    }

    fn takes(&self, form: Form) -> bool {
        match form {
            Form::Json => self.names("application", "json"),
            Form::Page => self.names("text", "html"),
        }
    }
}
