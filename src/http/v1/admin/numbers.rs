//! `GET /v1/admin/numbers`: how much there is of everything, now.

use super::super::House;
use super::shapes::Numbers;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Live numbers
#[utoipa::path(
    get,
    path = "/v1/admin/numbers",
    tag = "admin",
    responses((status = 200, description = "What is counted in the store may be a minute old", body = Numbers)),
)]
pub async fn answer(_: Call, admin: Admin, house: House) -> Result<Response, Problem> {
    let (census, health) = admin.numbers().await?;
    Ok(reply::json(&Numbers::of(census, health, &house.hub)))
}
