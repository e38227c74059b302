//! The same answer for a person with a browser. No form, no script, no style: it is for looking.

use serde_json::Value;
use warp::http::{HeaderValue, StatusCode, header};

use crate::courier::escaped;
use crate::http::reply::{self, Response};

pub fn of(name: &str, status: StatusCode, body: &Value) -> Response {
    let said = serde_json::to_string_pretty(body).unwrap_or_default();
    let (name, said) = (escaped(name), escaped(&said));
    let mut response = reply::empty(status);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    *response.body_mut() = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{name}</title>\
         </head>\n<body>\n<h1>{name}</h1>\n<p>HTTP {status}</p>\n<pre>{said}</pre>\n</body>\n</html>\n"
    )
    .into();
    response
}
