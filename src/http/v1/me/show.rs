//! `GET /v1/me`: one's own account.

use super::super::House;
use super::super::shapes::Me;
use super::super::visit::versioned;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::Code;
use crate::http::reply::Response;

pub const PROBLEMS: &[Code] = &[];

/// Your account
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "me",
    params(("If-None-Match" = Option<String>, Header, description = "The ETag that you have")),
    responses(
        (status = 200, description = "The account", body = Me),
        (status = 304, description = "It is as you know it"),
    ),
)]
pub async fn answer(call: Call, caller: Caller, _: House) -> Response {
    let account = caller.account();
    versioned(&call, account.version, &Me::of(account))
}
