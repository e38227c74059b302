//! `codes`: register, log in and reset with a code that was sent to a phone or a mailbox.

mod check_register;
mod fields;
mod forget_password;
mod login;
mod policy;
mod register;
mod reset_password;
mod words;

pub use policy::Settings;

use warp::http::Method;

use super::{Means, Mounted};
use crate::accounts::Visit;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::table::{Route, Table};
use crate::store::SessionKind;

type House = super::House<Settings>;

impl House {
    fn visit(&self, call: &Call) -> Visit {
        self.means.visit(call, SessionKind::Token)
    }
}

pub fn mount(settings: Settings, means: &Means) -> Mounted {
    let house = House::new(settings, means);
    let post = |pattern, entrance| Route::reading(Method::POST, pattern, None, entrance);
    let table = Table::new(vec![
        post("/api/check_register", check_register::answer.entrance()),
        post("/api/register", register::answer.entrance()),
        post("/api/login", login::answer.entrance()),
        post("/api/forget_password", forget_password::answer.entrance()),
        post("/api/reset_password", reset_password::answer.entrance()),
    ]);
    means.mount("codes", table, house, words::refused)
}
