//! `GET /v1/admin/audit`: what was done.

use super::super::House;
use super::super::visit::Page;
use super::shapes::Lines;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::values::Uid;

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

/// The audit log
#[utoipa::path(
    get,
    path = "/v1/admin/audit",
    tag = "admin",
    params(
        ("subject" = Option<u64>, Query, description = "Only what was done to this account"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "The newest first", body = Lines)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let Page { after, limit } = Page::asked(&call)?;
    let subject = call.query()?.parsed("subject", Uid::parse, "must be a uid")?;
    let page = admin.acts(subject, after, limit).await?;
    Ok(reply::json(&Lines::of(page)))
}
