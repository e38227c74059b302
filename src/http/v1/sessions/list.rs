//! `GET /v1/sessions`: one's own devices.

use super::super::House;
use super::super::shapes::{Device, Devices};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Your devices
#[utoipa::path(
    get,
    path = "/v1/sessions",
    tag = "devices",
    responses((status = 200, description = "The live sessions, the newest first", body = Devices)),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let sessions = house.accounts.sessions(&caller).await?;
    let current = caller.session().id;
    let sessions = sessions.iter().map(|session| Device::of(session, current)).collect();
    Ok(reply::json(&Devices { sessions }))
}
