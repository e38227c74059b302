//! `PATCH /v1/me`: changing one's profile and names.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::super::House;
use super::super::fields::{self, Fields, Flaw};
use super::super::shapes::Me;
use super::super::visit::{if_match, versioned};
use crate::accounts::{AddressChange, Caller, ProfileChange};
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::Response;
use crate::values::{Address, Email, LoginKind, Phone, SecretText, Username};

pub const PROBLEMS: &[Code] =
    &[Code::InvalidFields, Code::WrongCode, Code::Taken, Code::Conflict, Code::VersionMismatch];

/// What is absent stays as it is; an address that is null is taken away.
#[derive(Deserialize, ToSchema)]
#[schema(as = MeChangeRequest)]
pub struct Asked {
    username: Option<String>,
    display_name: Option<String>,
    intro: Option<String>,
    /// A new address needs the code that was sent there with purpose `verify`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    code: Option<String>,
}

/// Tells null from absent.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Change your account
///
/// All of it or nothing. With `If-Match` only if nobody has changed it since you read it.
#[utoipa::path(
    patch,
    path = "/v1/me",
    tag = "me",
    params(("If-Match" = Option<String>, Header, description = "The ETag that you have")),
    request_body = Asked,
    responses((status = 200, description = "The account as it is now", body = Me)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let version = if_match(&call)?;
    let asked: Asked = call.json()?;
    let mut fields = Fields::default();
    let username = fields.read("username", asked.username.as_deref(), Username::parse_new);
    let code = fields.read("code", asked.code.as_deref(), fields::code);
    let address = address_change(&asked, code, &mut fields);
    fields.done()?;
    let (display_name, intro) = (asked.display_name, asked.intro);
    let change =
        ProfileChange { username, display_name, intro, address, ..ProfileChange::default() };
    let visit = house.visit(&call);
    let account = house.accounts.change_profile(&caller, change, version, &visit).await?;
    Ok(versioned(&call, account.version, &Me::of(&account)))
}

fn address_change(
    asked: &Asked,
    code: Option<SecretText>,
    fields: &mut Fields,
) -> Option<AddressChange> {
    let new = match (&asked.email, &asked.phone) {
        (None, None) => return None,
        (Some(None), None) => return Some(AddressChange::Remove(LoginKind::Email)),
        (None, Some(None)) => return Some(AddressChange::Remove(LoginKind::Phone)),
        (Some(Some(email)), None) => {
            fields.read("email", Some(email), Email::parse).map(Address::Email)
        }
        (None, Some(Some(phone))) => {
            fields.read("phone", Some(phone), Phone::parse).map(Address::Phone)
        }
        (Some(_), Some(_)) => {
            let why = "one address at a time: one code proves one address";
            fields.refuse("phone", Flaw::new(FieldCode::NotAllowed, why));
            return None;
        }
    };
    if asked.code.is_none() {
        let why = "ask for one with POST /v1/codes, purpose verify";
        fields.refuse("code", Flaw::new(FieldCode::Required, why));
    }
    new.zip(code).map(|(address, code)| AddressChange::Prove(address, code))
}
