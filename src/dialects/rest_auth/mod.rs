//! `rest_auth`: `/rest-auth/*`, `/api/create_users_info/` and `/api/users_display/`, as the library
//! django-rest-auth answers them, with what its contract says besides.
//!
//! A place here is a [`view::View`]: it answers every method, because who asks is looked at before
//! what for. In this order: which form of an answer is wanted ([`accept`]); who asks ([`door`]);
//! may they; by which method; and only then what the body says ([`body`], [`fields`]).
//!
//! Deliberately absent: the library's signing in through other sites, and its page of forms for
//! browsers; a browser is shown the JSON.

mod accept;
mod body;
mod contact;
mod create_users_info;
mod describe;
mod door;
mod fields;
mod login;
mod logout;
mod page;
mod password_change;
mod password_reset;
mod password_reset_confirm;
mod policy;
mod registration;
mod scripts;
mod shapes;
mod strength;
mod user;
mod users_display;
mod verify_email;
mod view;
mod words;

pub use policy::Settings;

use super::{Means, Mounted};
use crate::accounts::Visit;
use crate::http::call::Call;
use crate::http::table::Table;
use crate::store::SessionKind;
use view::place;

type House = super::House<Settings>;

impl House {
    fn visit(&self, call: &Call, shows: SessionKind) -> Visit {
        self.means.visit(call, shows)
    }
}

pub fn mount(settings: Settings, means: &Means) -> Mounted {
    let house = House::new(settings, means);
    let table = Table::new(vec![
        place("/rest-auth/registration", &registration::VIEW, registration::answer),
        place("/rest-auth/registration/verify-email", &verify_email::VIEW, verify_email::answer),
        place("/rest-auth/login", &login::VIEW, login::answer),
        place("/rest-auth/logout", &logout::VIEW, logout::answer),
        place("/rest-auth/user", &user::VIEW, user::answer),
        place("/rest-auth/password/change", &password_change::VIEW, password_change::answer),
        place("/rest-auth/password/reset", &password_reset::VIEW, password_reset::answer),
        place(
            "/rest-auth/password/reset/confirm",
            &password_reset_confirm::VIEW,
            password_reset_confirm::answer,
        ),
        place("/api/create_users_info", &create_users_info::VIEW, create_users_info::answer),
        place("/api/users_display", &users_display::VIEW, users_display::answer),
    ]);
    means.mount("rest_auth", table, house, words::refused)
}

#[cfg(test)]
mod tests;
