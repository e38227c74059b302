//! `/rest-auth/user/`: who one is, and changing it.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Checked, Extent, Field, Kind};
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, shapes};
use crate::accounts::{ProfileChange, ProfileError};
use crate::store::{Account, DetailsChange, SessionKind};
use crate::values::{LoginKind, LoginName, Username};

const FIELDS: &[Field] = &[
    Field::new("pk", "ID", Kind::Number).shown_only(),
    shapes::USERNAME,
    Field::new("email", "Email address", Kind::Email).shown_only(),
    shapes::FIRST_NAME,
    shapes::LAST_NAME,
];

pub const VIEW: View = View {
    name: "User Details",
    description: "Reads and updates UserModel fields\nAccepts GET, PUT, PATCH methods.\n\nDefault \
                  accepted fields: username, first_name, last_name\nDefault display fields: pk, \
                  username, email, first_name, last_name\nRead-only fields: pk, \
                  email\n\nReturns UserModel fields.",
    methods: &[Method::GET, Method::HEAD, Method::PUT, Method::PATCH],
    allow: "GET, PUT, PATCH, HEAD, OPTIONS",
    who: Who::SignedIn,
    reads: Some((Method::PUT, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let caller = asked.caller()?;
    let extent = match asked.call.method {
        Method::PUT => Extent::Whole,
        Method::PATCH => Extent::Part,
        _ => return Ok(words::shown(shapes::user(caller.account()))),
    };
    let mut checked = fields::check(FIELDS, asked.data()?.fields()?, extent);
    let username = new_name(caller.account(), &checked);
    if !checked.errors.is_empty() {
        let name = username.map(LoginName::Username);
        let taken = house.means.accounts.taken_among(name.as_slice()).await;
        if taken.map_err(words::unavailable)?.contains(&LoginKind::Username) {
            checked.errors.add("username", words::USERNAME_TAKEN);
        }
        return Err(words::bad_fields(checked.errors));
    }
    let text = |name: &str| checked.text(name).map(str::to_owned);
    let details = DetailsChange {
        first_name: text("first_name"),
        last_name: text("last_name"),
        ..DetailsChange::default()
    };
    let change = ProfileChange { username, details, ..ProfileChange::default() };
    let visit = house.visit(&asked.call, SessionKind::Key);
    let changed = house.means.accounts.change_profile(caller, change, None, &visit).await;
    let account = changed.map_err(|error| refused(error, &checked))?;
    Ok(words::shown(shapes::user(&account)))
}

/// The name, unless it is the one that the account is shown by already: who has no username is
/// called by an address, and sends that back with the rest.
fn new_name(account: &Account, checked: &Checked) -> Option<Username> {
    let typed = checked.text("username")?;
    let is_old = account.names().next() == Some(typed);
    Username::parse(typed).ok().filter(|_| !is_old)
}

fn refused(error: ProfileError, checked: &Checked) -> Said {
    let unshowable = |name: &&str| checked.text(name).is_some_and(|text| !fields::is_plain(text));
    let bad: Vec<&str> = ["first_name", "last_name"].into_iter().filter(unshowable).collect();
    words::profile_refused(error, &bad)
}
