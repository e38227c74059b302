//! `POST /rest-auth/registration/verify-email/`: proves an address by what the link in the letter
//! says.

use std::sync::Arc;

use warp::http::Method;

use super::House;
use super::fields::{self, Extent, Field};
use super::view::{Asked, View, Who};
use super::words::{self, Said};

const FIELDS: &[Field] = &[Field::text("key", "Key")];

pub const VIEW: View = View {
    name: "Verify Email",
    description: "",
    methods: &[Method::POST],
    allow: "POST, OPTIONS, HEAD",
    who: Who::Anybody,
    reads: Some((Method::POST, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let checked = fields::check(FIELDS, asked.data()?.fields()?, Extent::Whole);
    let Some(key) = checked.text("key") else { return Err(words::bad_fields(checked.errors)) };
    let confirmed = house.means.accounts.confirm_by_link(key, &house.settings.confirm_link()).await;
    confirmed.map(|()| words::email_confirmed()).map_err(words::confirmation_refused)
}
