//! `GET /v1/openapi.json`.

use bytes::Bytes;
use warp::http::{HeaderValue, Method, header};

use super::House;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::openapi::{self, Endpoint};
use crate::http::reply;
use crate::http::table::Route;

const DESCRIPTION: &str = "Accounts, sessions and chats. Errors are problem documents (RFC 9457) with a \
    stable `code`; lists page by cursor; times are milliseconds since 1970 UTC.";

pub fn route(endpoints: &[Endpoint<House>]) -> Route<House> {
    let text = openapi::document(endpoints, DESCRIPTION).to_json().unwrap_or_default();
    let text = Bytes::from(text);
    let answer = move |_: Call, _: House| {
        let mut response = reply::empty(warp::http::StatusCode::OK);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        *response.body_mut() = text.clone().into();
        std::future::ready(response)
    };
    Route::plain(Method::GET, "/v1/openapi.json", answer.entrance())
}
