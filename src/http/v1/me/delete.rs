//! `DELETE /v1/me`: leaving.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use crate::accounts::{Caller, LeaveProof};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] =
    &[Code::InvalidFields, Code::WrongPassword, Code::WrongCode, Code::Busy];

/// The password, or a code that was sent with purpose `verify` to a proven address.
#[derive(Deserialize, ToSchema)]
#[schema(as = MeDeleteRequest)]
pub struct Asked {
    password: Option<String>,
    address: Option<String>,
    code: Option<String>,
}

/// Delete your account
///
/// Everything that is held on you is forgotten. The username stays taken for a while, so that
/// nobody can step into your shoes.
#[utoipa::path(
    delete,
    path = "/v1/me",
    tag = "me",
    request_body = Asked,
    responses((status = 204, description = "The account is gone")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let password = fields.read("password", asked.password.as_deref(), fields::password);
    let address = fields.read("address", asked.address.as_deref(), fields::address);
    let code = fields.read("code", asked.code.as_deref(), fields::code);
    let by_code = address.zip(code).map(|(address, code)| LeaveProof::Code(address, code));
    let proof = fields.demand("password", password.map(LeaveProof::Password).or(by_code))?;
    house.accounts.leave(&caller, &proof, &house.visit(&call)).await?;
    Ok(reply::no_content())
}
