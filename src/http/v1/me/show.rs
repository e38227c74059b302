//! `GET /v1/me`: one's own account.

use super::super::House;
use super::super::shapes::Me;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::reply::{self, Response};

/// Your account
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "me",
    responses((status = 200, description = "The account", body = Me)),
)]
pub async fn answer(_: Call, caller: Caller, _: House) -> Response {
    let account = caller.account();
    reply::with_etag(reply::json(&Me::of(account)), account.version)
}
