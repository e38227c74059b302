//! `POST /v1/accounts`: becoming somebody here.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use super::super::shapes::SignedIn;
use super::super::visit::idempotency_key;
use crate::accounts::{CaptchaAnswer, NewPerson};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::store::Role;
use crate::values::{Email, Phone, Username};

pub const PROBLEMS: &[Code] = &[
    Code::InvalidFields,
    Code::RegistrationClosed,
    Code::WrongCode,
    Code::WrongCaptcha,
    Code::Taken,
    Code::IdempotencyMismatch,
    Code::Busy,
];

/// At least one of username, e-mail address and phone number.
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountsCreateRequest)]
pub struct Asked {
    #[schema(example = "alice")]
    username: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    /// Proves the e-mail address if there is one, else the phone number.
    code: Option<String>,
    #[schema(example = "warm jasmine at noon")]
    password: Option<String>,
    display_name: Option<String>,
    /// What this device is called in the list of devices.
    device: Option<String>,
    captcha: Option<Captcha>,
}

/// From `POST /v1/captchas`, where the deployment asks for it.
#[derive(Deserialize, ToSchema)]
pub struct Captcha {
    id: String,
    text: String,
}

/// Register
///
/// Makes an account and signs its owner in. With an `Idempotency-Key` a repeat of the same request
/// makes no second account.
#[utoipa::path(
    post,
    path = "/v1/accounts",
    tag = "signing in",
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this request")),
    request_body = Asked,
    responses((status = 201, description = "The account and a session", body = SignedIn)),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let key = idempotency_key(&call)?.map(str::to_owned);
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let person = NewPerson {
        username: fields.read("username", asked.username.as_deref(), Username::parse_new),
        email: fields.read("email", asked.email.as_deref(), Email::parse),
        phone: fields.read("phone", asked.phone.as_deref(), Phone::parse),
        password: fields.read("password", asked.password.as_deref(), fields::password),
        code: fields.read("code", asked.code.as_deref(), fields::code),
        captcha: asked.captcha.map(|it| CaptchaAnswer { id: it.id, text: it.text }),
        display_name: asked.display_name.unwrap_or_default(),
        role: Role::NormalUser,
    };
    let mut visit = house.visit(&call);
    visit.origin.device = fields.read("device", asked.device.as_deref(), fields::device);
    fields.done()?;
    let settings = house.accounts.settings();
    let (demands, policy) = (&settings.registration, &settings.password);
    let grant = house
        .accounts
        .register_and_sign_in(person, demands, policy, key.as_deref(), &visit)
        .await?;
    Ok(reply::created("/v1/me", &SignedIn::of(&grant)))
}
