//! `DELETE /v1/me/avatar`: no picture any more.

use super::super::House;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Remove your picture
#[utoipa::path(
    delete,
    path = "/v1/me/avatar",
    tag = "me",
    responses((status = 204, description = "There is none any more")),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.accounts.remove_avatar(&caller).await?;
    Ok(reply::no_content())
}
