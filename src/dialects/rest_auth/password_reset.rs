//! `POST /rest-auth/password/reset/`: a letter with a link, to whoever has an account with the
//! address. The answer does not tell whether somebody has.

use std::sync::Arc;

use warp::http::Method;

use super::House;
use super::fields::{self, Extent, Field, Kind};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use crate::store::SessionKind;
use crate::values::Email;

const FIELDS: &[Field] = &[Field::new("email", "Email", Kind::Email)];

pub const VIEW: View = View {
    name: "Password Reset",
    description: "Calls Django Auth PasswordResetForm save method.\n\nAccepts the following POST \
                  parameters: email\nReturns the success/fail message.",
    methods: &[Method::POST],
    allow: "POST, OPTIONS",
    who: Who::Anybody,
    reads: Some((Method::POST, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let checked = fields::check(FIELDS, asked.data()?.fields()?, Extent::Whole);
    let email = checked.text("email").and_then(|typed| Email::parse_any(typed).ok());
    let Some(email) = email else { return Err(words::bad_fields(checked.errors)) };
    let visit = house.visit(&asked.call, SessionKind::Key);
    let policy = house.settings.reset_link();
    let sent = house.means.accounts.send_reset_link(&email, &policy, &visit).await;
    sent.map_err(words::reset_mail_refused)?;
    Ok(words::reset_mail_sent())
}
