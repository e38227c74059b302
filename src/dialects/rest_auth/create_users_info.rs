//! `POST /api/create_users_info/`: one's contact, once.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Extent};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, contact, shapes};

pub const VIEW: View = View {
    name: "Create Users Info",
    description: "",
    methods: &[Method::POST],
    allow: "POST, OPTIONS",
    who: Who::SignedIn,
    reads: Some((Method::POST, contact::FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let checked = fields::check(contact::FIELDS, asked.data()?.fields()?, Extent::Whole);
    if !checked.errors.is_empty() {
        return Err(words::bad_fields(checked.errors));
    }
    let made = contact::of(&checked, None);
    let account = contact::write(&asked, &house, |before| match before {
        Some(_) => Err(words::contact_exists()),
        None => Ok(made.clone()),
    });
    Ok(words::contact_created(shapes::contact(&account.await?, &made)))
}
