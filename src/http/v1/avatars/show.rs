//! `GET /v1/avatars/{hash}`: a picture, named by its content.

use warp::http::{HeaderValue, StatusCode, header};

use super::super::House;
use super::super::shapes::{RawBytes, avatar_of};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::NotFound];

/// A picture
///
/// What is at such an address never changes, so it may be kept for ever.
#[utoipa::path(
    get,
    path = "/v1/avatars/{hash}",
    tag = "people",
    params(("hash" = String, Path, description = "As in a profile's `avatar`")),
    responses((status = 200, description = "The picture", content(
        (RawBytes = "image/png"),
        (RawBytes = "image/jpeg"),
    ))),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = avatar_of(call.param("hash")).ok_or_else(not_found)?;
    let picture = house.accounts.avatar(id).await?.ok_or_else(not_found)?;
    // Both kinds were written by us; their first bytes tell them apart.
    let content_type = if picture.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    let mut response = reply::empty(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, for_ever);
    let nothing_runs = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, nothing_runs);
    *response.body_mut() = picture.into();
    Ok(response)
}
