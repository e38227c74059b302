//! `clinic`: forms and a token, profiles of patients and doctors, and a chat by single requests.
//!
//! Whatever is said, the status is 200, and the body tells: its clients read nothing else.

mod fields;
mod homepage;
mod login;
mod my_info;
mod policy;
mod receive;
mod register;
mod send;
mod update_my_info;
mod words;

pub use policy::Settings;

use warp::http::Method;

use super::Mounted;
use super::shared_paths::{Door, endpoint};
use crate::accounts::{Caller, Visit};
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::table::{Route, Table};
use crate::store::SessionKind;

const CONTRACT: &str = "clinic";

pub type House = super::House<Settings>;

impl House {
    fn visit(&self, call: &Call) -> Visit {
        self.means.visit(call, SessionKind::Token)
    }

    /// Whoever shows a token; `unknown` is the answer to everybody else.
    async fn caller(
        &self,
        call: &Call,
        unknown: fn() -> words::Sentence,
    ) -> Result<Caller, words::Sentence> {
        let caller = self.means.caller_by_header(call).await;
        caller.map_err(|error| words::not_signed_in(error, unknown))
    }
}

pub fn door(house: &House) -> Door {
    Door {
        contract: CONTRACT,
        words: words::refused,
        register: endpoint(register::answer, house),
        login: endpoint(login::answer, house),
        logout: None,
    }
}

pub fn mount(house: House) -> Mounted {
    let means = house.means.clone();
    let get = |pattern, entrance| Route::plain(Method::GET, pattern, entrance);
    let post = |pattern, entrance| Route::reading(Method::POST, pattern, None, entrance);
    let form = update_my_info::answer.entrance();
    let form_bytes_max = Some(update_my_info::BODY_BYTES_MAX);
    let table = Table::new(vec![
        get("/user/homepage", homepage::answer.entrance()),
        get("/user/tobeupdated", my_info::answer.entrance()),
        Route::reading(Method::POST, "/user/updatemyinfo", form_bytes_max, form),
        post("/chat/send", send::answer.entrance()),
        post("/chat/list", receive::answer.entrance()),
    ]);
    means.mount(CONTRACT, table, house, words::refused)
}
