//! `POST /v1/sessions`: signing in.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields, Flaw};
use super::super::shapes::SignedIn;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[
    Code::InvalidFields,
    Code::InvalidCredentials,
    Code::WrongCode,
    Code::AccountDisabled,
    Code::Busy,
];

/// A login name with a password, or an address with the code that was sent there.
#[derive(Deserialize, ToSchema)]
#[schema(as = SessionsCreateRequest)]
pub struct Asked {
    /// A username, an e-mail address or a phone number.
    #[schema(example = "alice")]
    login: String,
    #[schema(example = "warm jasmine at noon")]
    password: Option<String>,
    code: Option<String>,
    /// What this device is called in the list of devices.
    device: Option<String>,
}

/// Sign in
#[utoipa::path(
    post,
    path = "/v1/sessions",
    tag = "signing in",
    request_body = Asked,
    responses((status = 201, description = "A session", body = SignedIn)),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let password = fields.read("password", asked.password.as_deref(), fields::password);
    let code = fields.read("code", asked.code.as_deref(), fields::code);
    let mut visit = house.visit(&call);
    visit.origin.device = fields.read("device", asked.device.as_deref(), fields::device);
    if asked.password.is_some() && asked.code.is_some() {
        fields.refuse("code", Flaw::new(FieldCode::NotAllowed, "either a code or a password"));
    }
    let accounts = &house.accounts;
    let grant = match code {
        Some(code) => {
            let to = fields.read("login", Some(&asked.login), fields::address);
            let to = fields.demand("login", to)?;
            accounts.login_by_code(&to, &code, &visit).await?
        }
        None => {
            let password = fields.demand("password", password)?;
            accounts.login(&asked.login, &password, &visit).await?
        }
    };
    let location = format!("/v1/sessions/{}", grant.session.id);
    Ok(reply::created(&location, &SignedIn::of(&grant)))
}
