//! Answers.

use std::time::Duration;

use serde::Serialize;
use warp::http::{HeaderValue, StatusCode, header};

use super::problem::Problem;

pub type Response = warp::reply::Response;

/// What a handler may give back.
pub trait Answer {
    fn into_answer(self) -> Response;
}

impl Answer for Response {
    fn into_answer(self) -> Response {
        self
    }
}

impl Answer for Problem {
    fn into_answer(self) -> Response {
        self.into_response()
    }
}

impl<A: Answer, B: Answer> Answer for Result<A, B> {
    fn into_answer(self) -> Response {
        match self {
            Ok(answer) => answer.into_answer(),
            Err(answer) => answer.into_answer(),
        }
    }
}

/// What is written for one person must not be kept by anything between them and us, so unless a
/// handler says otherwise nothing may be kept.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub fn no_content() -> Response {
    empty(StatusCode::NO_CONTENT)
}

pub fn json(body: &impl Serialize) -> Response {
    json_with(StatusCode::OK, body)
}

/// 201, and where the new thing is.
pub fn created(location: &str, body: &impl Serialize) -> Response {
    let mut response = json_with(StatusCode::CREATED, body);
    response.headers_mut().insert(header::LOCATION, header_of(location));
    response
}

pub fn json_with(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = empty(status);
    write_json(&mut response, "application/json", body);
    response
}

pub fn text(content_type: &'static str, text: String) -> Response {
    let mut response = empty(StatusCode::OK);
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    *response.body_mut() = text.into();
    response
}

/// Says when to come back, rounded up: who comes too early would only be refused again.
#[must_use]
pub fn retry_after(mut response: Response, wait: Duration) -> Response {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    response.headers_mut().insert(header::RETRY_AFTER, header_of(&seconds.to_string()));
    response
}

/// Puts a quoted version on an answer.
#[must_use]
pub fn with_etag(mut response: Response, version: u64) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, header_of(&format!("\"{version}\"")));
    // It may be kept if it is asked for again each time, with what we say here.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

pub fn write_json(response: &mut Response, content_type: &'static str, body: &impl Serialize) {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            *response.body_mut() = bytes.into();
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            *response = empty(StatusCode::INTERNAL_SERVER_ERROR);
        }
    }
}

/// A header's value; what cannot stand in a header is left out rather than sent wrongly.
pub fn header_of(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
