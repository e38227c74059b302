//! `DELETE /v1/admin/accounts/{uid}/sessions`: signing somebody out everywhere.

use super::super::House;
use super::super::shapes::HowMany;
use super::super::visit::uid;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::NotFound];

/// Sign somebody out everywhere
#[utoipa::path(
    delete,
    path = "/v1/admin/accounts/{uid}/sessions",
    tag = "admin",
    params(("uid" = u64, Path)),
    responses((status = 200, description = "How many sessions there were", body = HowMany)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let ended = admin.end_sessions(uid(&call)?).await?;
    Ok(reply::json(&HowMany { ended }))
}
