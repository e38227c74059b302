//! `POST /rest-auth/password/reset/confirm/`: a new password, by what the link in the letter says.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Extent, Field};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, policy, strength};
use crate::store::SessionKind;
use crate::values::Password;

const FIELDS: &[Field] = &[
    Field::text("new_password1", "New password1").at_most(128),
    Field::text("new_password2", "New password2").at_most(128),
    Field::text("uid", "Uid"),
    Field::text("token", "Token"),
];

pub const VIEW: View = View {
    name: "Password Reset Confirm",
    description: "Password reset e-mail link is confirmed, therefore\nthis resets the user's \
                  password.\n\nAccepts the following POST parameters: token, uid,\n    \
                  new_password1, new_password2\nReturns the success/fail message.",
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
    let (accounts, visit) = (&house.means.accounts, house.visit(&asked.call, SessionKind::Key));
    let (uid, token) = (checked.sure("uid"), checked.sure("token"));
    let link = accounts.read_reset_link(uid, token, &house.settings.reset_link(), &visit).await;
    let link = link.map_err(words::reset_refused)?;
    let link = link.ok_or_else(|| words::bad_field("uid", words::INVALID_VALUE))?;
    let (one, other) = (checked.sure("new_password1"), checked.sure("new_password2"));
    if one != other {
        return Err(words::bad_field("new_password2", words::DIFFERENT_PASSWORDS));
    }
    // That a password is too much like a name would tell a stranger the name.
    let weaknesses = match link.holder() {
        Some(account) => strength::weaknesses_for(account, other),
        None => strength::weaknesses(other),
    };
    if !weaknesses.is_empty() {
        return Err(words::bad_password("new_password2", weaknesses));
    }
    let (new, policy) = (Password::new(other), policy::password());
    let reset = accounts.reset_by_link(&link, &new, &policy, &visit).await;
    reset.map(|_| words::password_reset()).map_err(words::reset_refused)
}
