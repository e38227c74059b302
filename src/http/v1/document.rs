//! The documents: `GET /v1/openapi.json` and, for the socket, `GET /v1/asyncapi.json`.

use bytes::Bytes;
use serde_json::Value;
use warp::http::{HeaderValue, Method, header};

use super::House;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::openapi::{self, Endpoint};
use crate::http::reply;
use crate::http::table::Route;

const DESCRIPTION: &str = "Accounts, sessions and chats. Errors are problem documents (RFC 9457) \
    with a stable `code`; lists page by cursor; times are milliseconds since 1970 UTC. The socket \
    is described in `/v1/asyncapi.json`.";

pub fn openapi(endpoints: &[Endpoint<House>]) -> Route<House> {
    let text = openapi::document(endpoints, DESCRIPTION).to_json().unwrap_or_default();
    route("/v1/openapi.json", text)
}

/// Written by who knows the socket.
pub fn asyncapi(document: &Value) -> Route<House> {
    route("/v1/asyncapi.json", document.to_string())
}

fn route(pattern: &'static str, text: String) -> Route<House> {
    let text = Bytes::from(text);
    let answer = move |_: Call, _: House| {
        let mut response = reply::empty(warp::http::StatusCode::OK);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        *response.body_mut() = text.clone().into();
        std::future::ready(response)
    };
    Route::plain(Method::GET, pattern, answer.entrance())
}
