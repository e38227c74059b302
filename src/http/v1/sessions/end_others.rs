//! `DELETE /v1/sessions`: signing all other devices out.

use super::super::House;
use super::super::shapes::HowMany;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Sign all other devices out
#[utoipa::path(
    delete,
    path = "/v1/sessions",
    tag = "devices",
    responses((status = 200, description = "How many there were", body = HowMany)),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let ended = house.accounts.end_other_sessions(&caller).await?;
    Ok(reply::json(&HowMany { ended }))
}
