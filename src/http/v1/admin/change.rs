//! `PATCH /v1/admin/accounts/{uid}`: disabling, enabling, another role.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::shapes::RoleName;
use super::super::visit::uid;
use super::shapes::AccountRow;
use crate::accounts::Admin;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::NotFound, Code::Conflict];

/// One change at a time, because each is one line of the audit log.
#[derive(Deserialize, ToSchema)]
#[schema(as = AdminChangeRequest)]
pub struct Asked {
    /// False disables the account and ends its sessions.
    active: Option<bool>,
    /// Ends its sessions too, so that nothing goes on under the old role.
    role: Option<RoleName>,
}

/// Disable, enable, or give another role
#[utoipa::path(
    patch,
    path = "/v1/admin/accounts/{uid}",
    tag = "admin",
    params(("uid" = u64, Path)),
    request_body = Asked,
    responses((status = 200, description = "The account as it is now", body = AccountRow)),
)]
pub async fn answer(call: Call, admin: Admin, _: House) -> Result<Response, Problem> {
    let uid = uid(&call)?;
    let asked: Asked = call.json()?;
    let account = match (asked.active, asked.role) {
        (Some(active), None) => admin.set_active(uid, active).await?,
        (None, Some(role)) => admin.set_role(uid, role.into()).await?,
        (None, None) => return Err(Problem::field("active", FieldCode::Required, "or role")),
        (Some(_), Some(_)) => {
            return Err(Problem::field("role", FieldCode::NotAllowed, "one change at a time"));
        }
    };
    Ok(reply::json(&AccountRow::of(&account)))
}
