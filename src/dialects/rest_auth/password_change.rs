//! `POST /rest-auth/password/change/`: a new password, which ends every session and key.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Extent, Field};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, policy, strength};
use crate::accounts::{ChangePasswordError, Ends};
use crate::store::SessionKind;
use crate::values::Password;

const FIELDS: &[Field] = &[
    Field::text("old_password", "Old password").at_most(128),
    Field::text("new_password1", "New password1").at_most(128),
    Field::text("new_password2", "New password2").at_most(128),
];

pub const VIEW: View = View {
    name: "Password Change",
    description: "Calls Django Auth SetPasswordForm save method.\n\nAccepts the following POST \
                  parameters: new_password1, new_password2\nReturns the success/fail message.",
    methods: &[Method::POST],
    allow: "POST, OPTIONS",
    who: Who::SignedIn,
    reads: Some((Method::POST, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let caller = asked.caller()?;
    let mut checked = fields::check(FIELDS, asked.data()?.fields()?, Extent::Whole);
    let (accounts, visit) = (&house.means.accounts, house.visit(&asked.call, SessionKind::Key));
    // The old one is proven first: who does not know it is told nothing of the new one.
    let mut reassured = None;
    if let Some(old) = checked.text("old_password").map(Password::new) {
        match accounts.reassure(caller, &old, &visit).await {
            Ok(it) => reassured = Some(it),
            Err(ChangePasswordError::WrongPassword) => {
                checked.errors.add("old_password", words::WRONG_PASSWORD);
            }
            Err(error) => return Err(words::change_refused(error)),
        }
    }
    let Some(reassured) = reassured.filter(|_| checked.errors.is_empty()) else {
        return Err(words::bad_fields(checked.errors));
    };
    let (one, other) = (checked.sure("new_password1"), checked.sure("new_password2"));
    if one != other {
        return Err(words::bad_field("new_password2", words::DIFFERENT_PASSWORDS));
    }
    let weaknesses = strength::weaknesses_for(caller.account(), other);
    if !weaknesses.is_empty() {
        return Err(words::bad_password("new_password2", weaknesses));
    }
    let (new, policy) = (Password::new(other), policy::password());
    let changed = accounts.replace_password(reassured, &new, &policy, Ends::All, &visit).await;
    changed.map(|_| words::password_saved()).map_err(words::change_refused)
}
