//! `GET /v1/users/{user}/presence`: whether somebody is here.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::visit::{WHO, who};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::NotFound];

#[derive(Serialize, ToSchema)]
pub struct Presence {
    uid: u64,
    /// Whether they have a connection now; several devices are one presence.
    online: bool,
    /// When their last connection left, if the server still knows.
    last_seen: Option<i64>,
}

/// Whether somebody is here
///
/// As it is now; the socket's `watch` tells the changes.
#[utoipa::path(
    get,
    path = "/v1/users/{user}/presence",
    tag = "people",
    params(("user" = String, Path, description = WHO)),
    responses((status = 200, description = "As it is now", body = Presence)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.pace(&caller)?;
    let person = house.accounts.person(&who(&call)?).await?;
    let person = person.ok_or_else(|| Problem::new(Code::NotFound))?;
    let presence = house.company.presence(person.uid);
    let last_seen = presence.last_seen.map(|at| at.0);
    Ok(reply::json(&Presence { uid: person.uid.0, online: presence.online, last_seen }))
}
