//! `GET /v1/users?q=`: finding people.

use super::super::House;
use super::super::shapes::People;
use super::super::visit::{Page, required};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

const PREFIX_CHARS_MAX: usize = 64;

/// Find people
///
/// Those whose username or display name begins with `q`. A page may be short and yet have a next.
#[utoipa::path(
    get,
    path = "/v1/users",
    tag = "people",
    params(
        ("q" = String, Query, min_length = 1, max_length = 64),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "By name", body = People)),
)]
pub async fn answer(call: Call, _: Caller, house: House) -> Result<Response, Problem> {
    let prefix = required(&call, "q")?;
    if prefix.chars().count() > PREFIX_CHARS_MAX {
        let message = format!("must have at most {PREFIX_CHARS_MAX} characters");
        return Err(Problem::field("q", FieldCode::TooLong, message));
    }
    let Page { after, limit } = Page::asked(&call)?;
    let page = house.accounts.find_people(&prefix, after, limit).await?;
    Ok(reply::json(&People::of(page)))
}
