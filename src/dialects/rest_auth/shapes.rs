//! An account as this contract shows it.

use serde_json::{Value, json};

use super::fields::{Field, Kind};
use crate::accounts::Caller;
use crate::store::{Account, Contact, Role};
use crate::values::Millis;

/// In the place of the hash that the contract shows. A hash in the open is guessed at leisure.
const MASK: &str = "********";

const USERNAME_HELP: &str =
    "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.";

pub const USERNAME: Field =
    Field::new("username", "Username", Kind::Username).at_most(150).with_help(USERNAME_HELP);
pub const FIRST_NAME: Field = Field::text("first_name", "First name").or_blank().at_most(30);
pub const LAST_NAME: Field = Field::text("last_name", "Last name").or_blank().at_most(30);

/// What the places of a contact say of the account within it.
pub const NESTED: &[Field] = &[
    Field::new("id", "ID", Kind::Number).shown_only(),
    Field::text("password", "Password").at_most(128),
    Field::new("last_login", "Last login", Kind::Moment).optional(),
    Field::new("is_superuser", "Superuser status", Kind::Truth).optional().with_help(
        "Designates that this user has all permissions without explicitly assigning them.",
    ),
    USERNAME,
    FIRST_NAME,
    LAST_NAME,
    Field::new("email", "Email address", Kind::Email).optional().at_most(254),
    Field::new("is_staff", "Staff status", Kind::Truth)
        .optional()
        .with_help("Designates whether the user can log into this admin site."),
    Field::new("is_active", "Active", Kind::Truth).optional().with_help(
        "Designates whether this user should be treated as active. Unselect this instead of \
         deleting accounts.",
    ),
    Field::new("date_joined", "Date joined", Kind::Moment).optional(),
    Field::new("groups", "Groups", Kind::Other).optional().with_help(
        "The groups this user belongs to. A user will get all permissions granted to each of \
         their groups.",
    ),
    Field::new("user_permissions", "User permissions", Kind::Other)
        .optional()
        .with_help("Specific permissions for this user."),
];

/// `/rest-auth/user/`.
pub fn user(account: &Account) -> Value {
    json!({
        "pk": account.uid.0,
        "username": username(account),
        "email": email(account),
        "first_name": account.profile.first_name,
        "last_name": account.profile.last_name,
    })
}

/// The contact of an account, with the account in it. There is one, so it has the account's number.
pub fn contact(account: &Account, contact: &Contact) -> Value {
    json!({
        "id": account.uid.0,
        "company": contact.company,
        "tel": contact.tel,
        "address": contact.address,
        "user": {
            "id": account.uid.0,
            "password": MASK,
            "last_login": account.last_login_at.map(moment),
            "is_superuser": account.role == Role::Admin,
            "username": username(account),
            "first_name": account.profile.first_name,
            "last_name": account.profile.last_name,
            "email": email(account),
            "is_staff": account.role == Role::Admin,
            "is_active": account.active,
            "date_joined": moment(account.created_at),
            "groups": [],
            "user_permissions": [],
        },
    })
}

/// Everybody has a username here; who has none is called by an address, with which they log in.
fn username(account: &Account) -> &str {
    account.names().next().unwrap_or_default()
}

fn email(account: &Account) -> &str {
    account.email.as_ref().map_or("", |own| own.email.shown())
}

fn moment(at: Millis) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The contact of who asks, if it was given.
pub fn contact_of(caller: &Caller) -> Option<&Contact> {
    caller.account().profile.contact.as_ref()
}
