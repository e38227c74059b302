//! `PUT /v1/admin/accounts/{uid}/password`: a new password for somebody else.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use super::super::visit::uid;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::NotFound, Code::Busy];

#[derive(Deserialize, ToSchema)]
#[schema(as = AdminPasswordRequest)]
pub struct Asked {
    new_password: String,
}

/// Set somebody's password
///
/// Ends every session of the account and tells its owner.
#[utoipa::path(
    put,
    path = "/v1/admin/accounts/{uid}/password",
    tag = "admin",
    params(("uid" = u64, Path)),
    request_body = Asked,
    responses((status = 204, description = "It is set")),
)]
pub async fn answer(call: Call, admin: Admin, house: House) -> Result<Response, Problem> {
    let uid = uid(&call)?;
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let new = fields.read("new_password", Some(&asked.new_password), fields::password);
    let new = fields.demand("new_password", new)?;
    admin.set_password(uid, &new, &house.accounts.settings().password).await?;
    Ok(reply::no_content())
}
