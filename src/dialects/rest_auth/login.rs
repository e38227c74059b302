//! `POST /rest-auth/login/`: the key of the account, and a session in a cookie.

use std::sync::Arc;

use warp::http::Method;

use super::House;
use super::fields::{self, Extent, Field, Kind};
use super::policy::PASSWORD_CHARS_MAX;
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use crate::accounts::{AuthError, Grant, Named};
use crate::store::SessionKind;
use crate::values::{Password, SecretText};

const FIELDS: &[Field] = &[
    Field::text("username", "Username").or_blank(),
    // Means nothing here; only its form is looked at.
    Field::new("email", "Email", Kind::Email).or_blank(),
    Field::text("password", "Password"),
];

pub const VIEW: View = View {
    name: "Login",
    description: "Check the credentials and return the REST Token\nif the credentials are valid \
                  and authenticated.\nCalls Django Auth login method to register User ID\nin \
                  Django session framework\n\nAccept the following POST parameters: username, \
                  password\nReturn the REST Framework Token Object's key.",
    methods: &[Method::POST],
    allow: "POST, OPTIONS",
    who: Who::Anybody,
    reads: Some((Method::POST, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let checked = fields::check(FIELDS, asked.data()?.fields()?, Extent::Whole);
    if !checked.errors.is_empty() {
        return Err(words::bad_fields(checked.errors));
    }
    let (name, password) = (checked.sure("username"), checked.sure("password"));
    if name.is_empty() {
        return Err(words::no_credentials());
    }
    if password.len() > PASSWORD_CHARS_MAX {
        return Err(words::not_logged_in());
    }
    let visit = house.visit(&asked.call, SessionKind::Key);
    let (accounts, password) = (&house.means.accounts, Password::new(password));
    let grant = accounts.login_to(Named::ByUsername(name), &password, &visit).await;
    let grant = grant.map_err(words::login_refused)?;
    let (key, opened) = opened(&grant, &asked, &house).await?;
    Ok(words::logged_in(&key, opened))
}

/// The key of who was signed in, and beside it a session in a cookie for a page of ours. Another
/// site's page that signs its visitor in here, as whomever, gives the visitor's browser nothing.
pub async fn opened(
    grant: &Grant,
    asked: &Asked,
    house: &House,
) -> Result<(SecretText, Option<Box<Grant>>), Said> {
    let key = grant.secret.clone().ok_or_else(words::not_logged_in)?;
    if !house.means.is_from_here(&asked.call) {
        return Ok((key, None));
    }
    let accounts = &house.means.accounts;
    let visit = house.visit(&asked.call, SessionKind::Cookie);
    let beside = accounts.open_beside(grant, &visit).await.map_err(|error| match error {
        AuthError::Unavailable(error) => words::unavailable(error),
        AuthError::Expired | AuthError::Refused => words::not_logged_in(),
    })?;
    Ok((key, Some(Box::new(beside))))
}
