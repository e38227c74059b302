//! `POST /v1/sessions/refresh`: the next pair of tokens.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::shapes::SignedIn;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::RefreshRefused];

#[derive(Deserialize, ToSchema)]
#[schema(as = SessionsRefreshRequest)]
pub struct Asked {
    refresh_token: String,
}

/// Refresh
///
/// A refresh token is good once. Two that are sent within ten seconds (two tabs) get the same
/// successor; one that comes back later was stolen, and ends the session.
#[utoipa::path(
    post,
    path = "/v1/sessions/refresh",
    tag = "signing in",
    request_body = Asked,
    responses((status = 200, description = "New tokens of the same session", body = SignedIn)),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let grant = house.accounts.refresh(&asked.refresh_token, &house.visit(&call)).await?;
    Ok(reply::json(&SignedIn::of(&grant)))
}
