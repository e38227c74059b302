//! `captcha_session`: a captcha, a cookie, a picture, and a way back by mail or text message.
//!
//! Three of its paths are claimed by others too; what stands there goes to the shared door.

mod avatar;
mod browser;
mod captcha;
mod fields;
mod info_change;
mod info_show;
mod login;
mod logout;
mod password;
mod policy;
mod register;
mod reset;
mod words;

pub use policy::Settings;

use async_trait::async_trait;
use warp::http::{HeaderMap, Method};

use super::Mounted;
use super::shared_paths::{Door, endpoint};
use crate::accounts::{Admin, Caller, Visit};
use crate::http::call::{Call, Visitor};
use crate::http::handler::{Doorkeeper, Handler};
use crate::http::refusal::Refusal;
use crate::http::table::{Route, Table};
use crate::store::SessionKind;

const CONTRACT: &str = "captcha_session";

pub type House = super::House<Settings>;

impl House {
    fn visit(&self, call: &Call) -> Visit {
        self.means.visit(call, SessionKind::Cookie)
    }
}

#[async_trait]
impl Doorkeeper for House {
    async fn caller(&self, visitor: &Visitor, headers: &HeaderMap) -> Result<Caller, Refusal> {
        self.means.cookie_holder(visitor, headers).await
    }

    fn admin(&self, _: &Caller) -> Option<Admin> {
        None
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
    let upload = |pattern, entrance| {
        Route::reading(Method::POST, pattern, Some(avatar::BODY_BYTES_MAX), entrance)
    };
    let table = Table::new(vec![
        get("/user/captcha", captcha::answer.entrance()),
        post("/user/password", password::answer.entrance()),
        upload("/user/avatar", avatar::answer.entrance()),
        get("/user/info", info_show::answer.entrance()),
        post("/user/info", info_change::answer.entrance()),
        post("/user/reset", reset::answer.entrance()),
    ]);
    means.mount(CONTRACT, table, house, words::refused)
}
