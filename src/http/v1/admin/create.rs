//! `POST /v1/admin/accounts`: an account for somebody else.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields};
use super::super::shapes::RoleName;
use super::shapes::AccountRow;
use crate::accounts::{Admin, NewPerson};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::values::{Email, Phone, Username};

pub const PROBLEMS: &[Code] = &[Code::InvalidFields, Code::Taken, Code::Busy];

/// At least one of username, e-mail address and phone number, which are taken as given: nothing is
/// sent there to prove them.
#[derive(Deserialize, ToSchema)]
#[schema(as = AdminCreateRequest)]
pub struct Asked {
    username: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    password: String,
    display_name: Option<String>,
    role: Option<RoleName>,
}

/// Create an account
#[utoipa::path(
    post,
    path = "/v1/admin/accounts",
    tag = "admin",
    request_body = Asked,
    responses((status = 201, description = "The account", body = AccountRow)),
)]
pub async fn answer(call: Call, admin: Admin, house: House) -> Result<Response, Problem> {
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let person = NewPerson {
        username: fields.read("username", asked.username.as_deref(), Username::parse_new),
        email: fields.read("email", asked.email.as_deref(), Email::parse),
        phone: fields.read("phone", asked.phone.as_deref(), Phone::parse),
        password: fields.read("password", Some(&asked.password), fields::password),
        display_name: asked.display_name.unwrap_or_default(),
        role: asked.role.map(Into::into).unwrap_or_default(),
        ..NewPerson::default()
    };
    fields.done()?;
    let account = admin.create(person, &house.accounts.settings().password).await?;
    let location = format!("/v1/admin/accounts/{}", account.uid);
    Ok(reply::created(&location, &AccountRow::of(&account)))
}
