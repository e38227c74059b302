//! `POST /v1/codes`: a code by mail or SMS.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warp::http::StatusCode;

use super::super::House;
use super::super::fields::{self, Fields};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::store::CodePurpose;

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

#[derive(Deserialize, ToSchema)]
#[schema(as = CodesSendRequest)]
pub struct Asked {
    purpose: Purpose,
    /// An e-mail address or a phone number; a bare number is one of mainland China.
    #[schema(example = "alice@example.com")]
    to: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Register,
    Login,
    Reset,
    /// To prove an address that is added to an account, or to delete the account.
    Verify,
}

#[derive(Serialize, ToSchema)]
pub struct CodePromised {
    /// Seconds for which the code is good.
    expires_in: u64,
    /// Seconds after which the next may be asked for.
    again_after: u64,
}

/// Send a code
///
/// Answers alike whether or not the address has an account: what is sent, if anything, only the
/// owner of the address learns.
#[utoipa::path(
    post,
    path = "/v1/codes",
    tag = "signing in",
    request_body = Asked,
    responses((status = 202, description = "If there is something to prove, it is on its way", body = CodePromised)),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let to = fields.read("to", Some(&asked.to), fields::address);
    let to = fields.demand("to", to)?;
    let purpose = asked.purpose.into();
    let policy = house.accounts.settings().code;
    let sent = house.accounts.send_code(purpose, &to, &policy, &house.visit(&call)).await?;
    let promised =
        CodePromised { expires_in: sent.lives.as_secs(), again_after: sent.again_after.as_secs() };
    Ok(reply::json_with(StatusCode::ACCEPTED, &promised))
}

impl From<Purpose> for CodePurpose {
    fn from(purpose: Purpose) -> CodePurpose {
        match purpose {
            Purpose::Register => CodePurpose::Register,
            Purpose::Login => CodePurpose::Login,
            Purpose::Reset => CodePurpose::Reset,
            Purpose::Verify => CodePurpose::Verify,
        }
    }
}
