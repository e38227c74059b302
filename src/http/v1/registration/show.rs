//! `GET /v1/registration`: what somebody must bring who wants an account here.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::House;
use crate::http::call::Call;
use crate::http::problem::Code;
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[];

/// Each follows from a key of the configuration's `[accounts]`.
#[derive(Serialize, ToSchema)]
pub struct RegistrationRules {
    /// Whether strangers can make accounts at all.
    open: bool,
    captcha: bool,
    password: bool,
    /// Whether an e-mail address, or a phone number, must be proven by a code.
    email_code: bool,
    phone_code: bool,
}

/// What registering asks for
///
/// So that a form can ask for it at once, instead of after a refusal.
#[utoipa::path(
    get,
    path = "/v1/registration",
    tag = "signing in",
    responses((status = 200, description = "The rules of this server", body = RegistrationRules)),
)]
pub async fn answer(_: Call, house: House) -> Response {
    let rules = &house.accounts.settings().registration;
    reply::json(&RegistrationRules {
        open: rules.open,
        captcha: rules.captcha,
        password: rules.password,
        email_code: rules.email_code,
        phone_code: rules.phone_code,
    })
}
