//! `POST /v1/password-resets`: a new password by code.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::WrongCode, Code::Busy];

#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordResetsCreateRequest)]
pub struct Asked {
    /// The proven e-mail address or phone number to which the code was sent.
    login: String,
    code: String,
    new_password: String,
}

/// Reset the password
///
/// Ends every session of the account. Signs nobody in.
#[utoipa::path(
    post,
    path = "/v1/password-resets",
    tag = "signing in",
    request_body = Asked,
    responses((status = 204, description = "The new password is set, every session has ended")),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let login = fields.read("login", Some(&asked.login), fields::address);
    let code = fields.read("code", Some(&asked.code), fields::code);
    let password = fields.read("new_password", Some(&asked.new_password), fields::password);
    let all = login.zip(code).zip(password);
    let ((login, code), password) = fields.demand("login", all)?;
    let (policy, visit) = (&house.accounts.settings().password, house.visit(&call));
    house.accounts.reset_password(&login, &code, &password, policy, &visit).await?;
    Ok(reply::no_content())
}
