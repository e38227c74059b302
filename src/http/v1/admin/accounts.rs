//! `GET /v1/admin/accounts`: all accounts, or the one with a login name.

use super::super::House;
use super::super::visit::{Page, cursor};
use super::shapes::{AccountRow, AccountRows};
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

/// Accounts
#[utoipa::path(
    get,
    path = "/v1/admin/accounts",
    tag = "admin",
    params(
        ("login" = Option<String>, Query, description = "Only the account with this login name"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "In order of uid", body = AccountRows)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let Page { after, limit } = Page::asked(&call)?;
    if let Some(login) = call.query()?.text("login") {
        let found = admin.account_called(login).await?;
        let accounts = found.iter().map(AccountRow::of).collect();
        return Ok(reply::json(&AccountRows { accounts, next: None }));
    }
    let page = admin.accounts(after, limit).await?;
    let next = page.next.as_ref().and_then(cursor);
    let accounts = page.items.iter().map(AccountRow::of).collect();
    Ok(reply::json(&AccountRows { accounts, next }))
}
