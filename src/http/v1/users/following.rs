//! `GET /v1/users/{user}/following`: whom somebody follows.

use super::super::House;
use super::super::shapes::People;
use super::super::visit::{Page, WHO, who};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::NotFound];

/// Whom somebody follows
#[utoipa::path(
    get,
    path = "/v1/users/{user}/following",
    tag = "people",
    params(
        ("user" = String, Path, description = WHO),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "In order of uid", body = People)),
)]
pub async fn answer(call: Call, _: Caller, house: House) -> Result<Response, Problem> {
    let Page { after, limit } = Page::asked(&call)?;
    let person = house.accounts.person(&who(&call)?).await?;
    let person = person.ok_or_else(|| Problem::new(Code::NotFound))?;
    let page = house.accounts.following(person.uid, after, limit).await?;
    Ok(reply::json(&People::of(page)))
}
