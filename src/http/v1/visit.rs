//! What many endpoints ask of a request: who comes, which page, which version, which repeat.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use warp::http::{StatusCode, header};

use super::House;
use crate::accounts::{Visit, Who};
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::query::Query;
use crate::http::reply::{self, Response};
use crate::store::SessionKind;
use crate::values::Uid;

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;

impl House {
    pub fn visit(&self, call: &Call) -> Visit {
        let language = call.language().unwrap_or(self.accounts.settings().language);
        Visit { origin: call.origin(), language, shows: SessionKind::Refreshed }
    }
}

/// The page that a list is asked for.
pub struct Page<C> {
    pub after: Option<C>,
    pub limit: usize,
}

impl<C: DeserializeOwned> Page<C> {
    pub fn asked(call: &Call) -> Result<Page<C>, Problem> {
        let query = call.query()?;
        let limit = limit(&query)?;
        let message = "must be the `next` of an earlier page";
        let after = query.parsed("after", read_cursor, message)?;
        Ok(Page { after, limit })
    }
}

/// How long a page may be.
pub fn limit(query: &Query) -> Result<usize, Problem> {
    Ok(query.number("limit", 1..=PAGE_MAX)?.unwrap_or(PAGE_DEFAULT))
}

/// A place in a list, as a text that means nothing to who carries it.
pub fn cursor(place: &impl Serialize) -> Option<String> {
    serde_json::to_vec(place).ok().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

fn read_cursor<C: DeserializeOwned>(text: &str) -> Option<C> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// How a path names a person, as the document explains it to people.
pub const WHO: &str = "A uid, or @ and a username";

/// The person whom the path names: `17` or `@alice`.
pub fn who(call: &Call) -> Result<Who, Problem> {
    Who::parse(call.param("user")).ok_or_else(|| Problem::new(Code::NotFound))
}

/// The account that the path of an admin's request names.
pub fn uid(call: &Call) -> Result<Uid, Problem> {
    Uid::parse(call.param("uid")).ok_or_else(|| Problem::new(Code::NotFound))
}

/// The client's own name for this request, with which it may repeat it.
pub fn idempotency_key(call: &Call) -> Result<Option<&str>, Problem> {
    if !call.headers.contains_key("idempotency-key") {
        return Ok(None);
    }
    let key = call.header("idempotency-key").filter(|key| (1..=255).contains(&key.len()));
    let wrong =
        || Problem::new(Code::BadRequest).detail("Idempotency-Key: 1 to 255 ASCII characters");
    key.map(Some).ok_or_else(wrong)
}

/// The version that the caller has seen, if the change is to count for that one only.
pub fn if_match(call: &Call) -> Result<Option<u64>, Problem> {
    let Some(said) = call.headers.get(header::IF_MATCH) else { return Ok(None) };
    let said = said.to_str().unwrap_or_default();
    if said == "*" {
        return Ok(None);
    }
    let version = said.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = version.and_then(|version| version.parse().ok());
    version.map(Some).ok_or_else(|| Problem::new(Code::VersionMismatch))
}

/// The thing with its version, or only that the caller has it already.
pub fn versioned(call: &Call, version: u64, body: &impl Serialize) -> Response {
    let response = match call.has(&format!("\"{version}\"")) {
        true => reply::empty(StatusCode::NOT_MODIFIED),
        false => reply::json(body),
    };
    reply::with_etag(response, version)
}

/// A text of the query that must be there.
pub fn required(call: &Call, name: &'static str) -> Result<String, Problem> {
    let query = call.query()?;
    let text = query.text(name).map(str::trim).filter(|text| !text.is_empty());
    let missing = || Problem::field(name, FieldCode::Required, "is missing");
    text.map(str::to_owned).ok_or_else(missing)
}
