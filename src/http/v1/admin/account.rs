//! `GET /v1/admin/accounts/{uid}`: one account.

use super::super::House;
use super::super::visit::uid;
use super::shapes::AccountRow;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::NotFound];

/// An account
#[utoipa::path(
    get,
    path = "/v1/admin/accounts/{uid}",
    tag = "admin",
    params(("uid" = u64, Path)),
    responses((status = 200, description = "The account", body = AccountRow)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let account = admin.account(uid(&call)?).await?;
    let account = account.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(reply::json(&AccountRow::of(&account)))
}
