//! `GET /v1/me/blocks`: whom one has blocked.

use super::super::House;
use super::super::shapes::People;
use super::super::visit::Page;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

/// Whom you have blocked
#[utoipa::path(
    get,
    path = "/v1/me/blocks",
    tag = "people",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "In order of uid", body = People)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let Page { after, limit } = Page::asked(&call)?;
    let page = house.accounts.blocked(&caller, after, limit).await?;
    Ok(reply::json(&People::of(page)))
}
