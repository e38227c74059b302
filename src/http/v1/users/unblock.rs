//! `DELETE /v1/users/{user}/block`: no longer blocking somebody.

use super::super::House;
use super::super::visit::{WHO, who};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::NotFound, Code::Conflict];

/// Stop blocking
#[utoipa::path(
    delete,
    path = "/v1/users/{user}/block",
    tag = "people",
    params(("user" = String, Path, description = WHO)),
    responses((status = 204, description = "It is so")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.accounts.unblock(&caller, &who(&call)?).await?;
    Ok(reply::no_content())
}
