//! `GET /v1/admin/letters`: the outbox.

use super::super::House;
use super::super::visit::Page;
use super::shapes::LetterRows;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

/// Letters that are not handed over
#[utoipa::path(
    get,
    path = "/v1/admin/letters",
    tag = "admin",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "The newest first", body = LetterRows)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let Page { after, limit } = Page::asked(&call)?;
    let page = admin.letters(after, limit).await?;
    Ok(reply::json(&LetterRows::of(page)))
}
