//! `DELETE /v1/sessions/current`: signing out.

use super::super::House;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Sign out
#[utoipa::path(
    delete,
    path = "/v1/sessions/current",
    tag = "devices",
    responses((status = 204, description = "You are signed out")),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.accounts.end_session(&caller, caller.session().id).await?;
    Ok(reply::no_content())
}
