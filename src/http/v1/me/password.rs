//! `PUT /v1/me/password`: a new password, knowing the old one.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] =
    &[Code::InvalidFields, Code::WrongPassword, Code::Conflict, Code::Busy];

#[derive(Deserialize, ToSchema)]
#[schema(as = MePasswordRequest)]
pub struct Asked {
    old_password: String,
    new_password: String,
}

/// Change your password
///
/// Ends all your other sessions.
#[utoipa::path(
    put,
    path = "/v1/me/password",
    tag = "me",
    request_body = Asked,
    responses((status = 204, description = "It is changed, the other devices are signed out")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let old = fields.read("old_password", Some(&asked.old_password), fields::password);
    let new = fields.read("new_password", Some(&asked.new_password), fields::password);
    let (old, new) = fields.demand("new_password", old.zip(new))?;
    let (policy, visit) = (&house.accounts.settings().password, house.visit(&call));
    house.accounts.change_password(&caller, &old, &new, policy, &visit).await?;
    Ok(reply::no_content())
}
