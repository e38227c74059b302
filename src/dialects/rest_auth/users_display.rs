//! `/api/users_display/`: one's contact, and changing it.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Extent};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, contact, shapes};

pub const VIEW: View = View {
    name: "Users Display",
    description: "",
    methods: &[Method::GET, Method::HEAD, Method::PUT, Method::PATCH],
    allow: "GET, PUT, PATCH, HEAD, OPTIONS",
    who: Who::SignedIn,
    reads: Some((Method::PUT, contact::FIELDS)),
    changes_contact: true,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let caller = asked.caller()?;
    let before = shapes::contact_of(caller).ok_or_else(words::not_found)?;
    let extent = match asked.call.method {
        Method::PUT => Extent::Whole,
        Method::PATCH => Extent::Part,
        _ => return Ok(words::shown(shapes::contact(caller.account(), before))),
    };
    let checked = fields::check(contact::FIELDS, asked.data()?.fields()?, extent);
    if !checked.errors.is_empty() {
        return Err(words::bad_fields(checked.errors));
    }
    let account =
        contact::write(&asked, &house, |before| Ok(contact::of(&checked, before))).await?;
    let after = account.profile.contact.as_ref().ok_or_else(words::not_found)?;
    Ok(words::shown(shapes::contact(&account, after)))
}
