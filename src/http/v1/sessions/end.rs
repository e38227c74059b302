//! `DELETE /v1/sessions/{id}`: signing one device out.

use super::super::House;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::values::SessionId;

pub const PROBLEMS: &[Code] = &[Code::NotFound];

/// Sign a device out
#[utoipa::path(
    delete,
    path = "/v1/sessions/{id}",
    tag = "devices",
    params(("id" = String, Path, description = "As listed")),
    responses((status = 204, description = "It is signed out")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = SessionId::parse(call.param("id")).ok_or_else(not_found)?;
    let was_there = house.accounts.end_session(&caller, id).await?;
    was_there.then(reply::no_content).ok_or_else(not_found)
}
