//! `phone`: an account name and a role, or a phone number and a code by text message.
//!
//! Three of its paths are claimed by others too; what stands there goes to the shared door.

mod fields;
mod forget_password;
mod login;
mod login_phone;
mod logout;
mod policy;
mod register;
mod register_phone;
mod words;

pub use policy::Settings;

use warp::http::Method;

use super::Mounted;
use super::shared_paths::{Door, endpoint};
use crate::accounts::Visit;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::table::{Route, Table};
use crate::store::SessionKind;

const CONTRACT: &str = "phone";

pub type House = super::House<Settings>;

impl House {
    fn visit(&self, call: &Call) -> Visit {
        self.means.visit(call, SessionKind::Cookie)
    }
}

pub fn door(house: &House) -> Door {
    Door {
        contract: CONTRACT,
        words: words::refused,
        register: endpoint(register::answer, house),
        login: endpoint(login::answer, house),
        logout: Some(endpoint(logout::answer, house)),
    }
}

pub fn mount(house: House) -> Mounted {
    let means = house.means.clone();
    let get = |pattern, entrance| Route::plain(Method::GET, pattern, entrance);
    let post = |pattern, entrance| Route::reading(Method::POST, pattern, None, entrance);
    let register = "/user/registerPhone/{phone_number}";
    let login = "/user/loginPhone/{phone_number}";
    let forget = "/user/forgetPassword/{phone_number}";
    let table = Table::new(vec![
        get(register, register_phone::send.entrance()),
        post(register, register_phone::answer.entrance()),
        get(login, login_phone::send.entrance()),
        post(login, login_phone::answer.entrance()),
        get(forget, forget_password::send.entrance()),
        post(forget, forget_password::answer.entrance()),
    ]);
    means.mount(CONTRACT, table, house, words::refused)
}
