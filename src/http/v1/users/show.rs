//! `GET /v1/users/{user}`: somebody's public profile.

use super::super::House;
use super::super::shapes::Person;
use super::super::visit::{WHO, versioned, who};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::Response;

pub const PROBLEMS: &[Code] = &[Code::NotFound];

/// A public profile
#[utoipa::path(
    get,
    path = "/v1/users/{user}",
    tag = "people",
    params(
        ("user" = String, Path, description = WHO),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that you have"),
    ),
    responses(
        (status = 200, description = "The profile", body = Person),
        (status = 304, description = "It is as you know it"),
    ),
)]
pub async fn answer(call: Call, _: Caller, house: House) -> Result<Response, Problem> {
    let person = house.accounts.person(&who(&call)?).await?;
    let person = person.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(versioned(&call, person.version, &Person::of(person)))
}
