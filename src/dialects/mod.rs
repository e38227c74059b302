//! The contracts of other front ends, word for word, over the one account service.
//!
//! A dialect is a thin translation: it reads a request, calls `accounts` or `chat`, and phrases
//! what they say. Each is a folder: a file for each endpoint (a function `answer`), `words` (every
//! sentence and status of the contract, and no other file has one), `policy` (what the contract
//! asks of passwords, codes and registrations, as values for the one service), and in its `mod.rs`
//! the table of its places. It is one mount, so that its 404s, 405s and errors have its own shape.
//!
//! - [`captcha_session`]: `/user/*`: a captcha and a cookie.
//! - [`clinic`]: forms and a token on `/user/*`, and a chat on `/chat/*`.
//! - [`codes`]: `/api/*`: register, log in and reset with a code.
//! - [`phone`]: `/user/*`: a name and a role, or a phone and a code by text message.
//! - [`rest_auth`]: `/rest-auth/*` and two more, as a well-known library answers them.
//! - [`shared_paths`]: which contract means a request to a path that several claim.
//! - [`body`]: JSON, forms and multipart, read into one shape.
//! - [`caller`]: who shows a token, a key or a cookie.
//! - [`trouble`]: what can stand in the way of any request.
//!
//! Deliberately absent: any rule, any copy of an account, any knowledge of one dialect in another.

pub mod body;
pub mod caller;
pub mod captcha_session;
pub mod clinic;
pub mod codes;
pub mod phone;
pub mod rest_auth;
pub mod shared_paths;
pub mod trouble;

use std::sync::Arc;

use serde::Serialize;
use warp::Filter;
use warp::filters::BoxedFilter;
use warp::http::StatusCode;

use self::shared_paths::Doors;
use crate::accounts::{Accounts, Registration};
use crate::chat::Chat;
use crate::courier::Courier;
use crate::http::body::BodyLimits;
use crate::http::mount::Mount;
use crate::http::refusal::Words;
use crate::http::reply::{self, Response};
use crate::http::table::Table;
use crate::limits::Limits;

/// Which contracts are spoken, and how; `None` for one that is switched off.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub codes: Option<codes::Settings>,
    pub captcha_session: Option<captcha_session::Settings>,
    pub phone: Option<phone::Settings>,
    pub rest_auth: Option<rest_auth::Settings>,
    pub clinic: Option<clinic::Settings>,
}

/// What the dialects stand on.
#[derive(Clone)]
pub struct Means {
    pub accounts: Accounts,
    pub chat: Chat,
    /// For the one contract that tells whether a letter could be handed over.
    pub courier: Courier,
    pub limits: Arc<Limits>,
    pub body: BodyLimits,
    /// Origins whose pages may use our cookies, besides our own.
    pub allowed_origins: Arc<[String]>,
}

impl Means {
    /// The filter of one contract.
    fn mount<S>(&self, name: &'static str, table: Table<S>, state: S, words: Words) -> Mounted
    where
        S: Clone + Send + Sync + 'static,
    {
        let mount = Mount::new(table, state, words, self.body);
        mount.paced_by(self.limits.clone()).under_contract(name).where_known()
    }

    /// What the contracts ask alike of who comes. Whether anybody may is the deployment's to say.
    fn registration(&self) -> Registration {
        let open = self.accounts.settings().registration.open;
        Registration { open, captcha: false, password: true, ..Registration::default() }
    }
}

/// What the endpoints of one contract stand on: the means of all, and what is set for it.
#[derive(Clone)]
pub struct House<Settings> {
    means: Means,
    settings: Arc<Settings>,
}

impl<Settings> House<Settings> {
    fn new(settings: Settings, means: &Means) -> House<Settings> {
        House { means: means.clone(), settings: Arc::new(settings) }
    }
}

pub type Mounted = BoxedFilter<(Response,)>;

/// Every contract that is spoken, as one filter that leaves to others what it does not know.
pub fn mounted(settings: Settings, means: &Means) -> Option<Mounted> {
    let codes = settings.codes.map(|settings| codes::mount(settings, means));
    let phone = settings.phone.map(|settings| phone::House::new(settings, means));
    let clinic = settings.clinic.map(|settings| clinic::House::new(settings, means));
    let captcha_session = settings.captcha_session;
    let captcha_session = captcha_session.map(|it| captcha_session::House::new(it, means));
    let doors = Doors {
        captcha_session: captcha_session.as_ref().map(captcha_session::door),
        phone: phone.as_ref().map(phone::door),
        clinic: clinic.as_ref().map(clinic::door),
    };
    let all = [
        codes,
        captcha_session.map(captcha_session::mount),
        phone.map(phone::mount),
        clinic.map(clinic::mount),
        doors.mounted(means),
        settings.rest_auth.map(|settings| rest_auth::mount(settings, means)),
    ];
    all.into_iter().flatten().reduce(|one, other| one.or(other).unify().boxed())
}

/// An answer in JSON.
fn say(status: u16, body: &impl Serialize) -> Response {
    reply::json_with(StatusCode::from_u16(status).unwrap_or_default(), body)
}

#[cfg(test)]
mod tests;
