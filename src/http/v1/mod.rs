//! The canonical API. One file per endpoint; what they stand on is [`House`].
//!
//! An endpoint is a function `answer`, described by `#[utoipa::path]`. Its arguments say who may
//! come in ([`super::handler`]), its description says where it is and which body it takes, and
//! [`endpoints`] is the one list of them all.

mod accounts;
mod admin;
mod avatars;
mod captchas;
pub mod chats;
mod codes;
mod document;
mod fields;
mod me;
mod password_resets;
mod refused;
mod registration;
mod rooms;
mod search;
mod sessions;
mod shapes;
mod tickets;
mod uploads;
mod users;
mod visit;

pub use shapes::avatar_path;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use warp::http::HeaderMap;

use self::chats::company::Company;
use super::auth;
use super::body::BodyLimits;
use super::call::Visitor;
use super::handler::Doorkeeper;
use super::mount::Mount;
use super::openapi::Endpoint;
use super::refusal::{Refusal, as_problem};
use super::table::Table;
use crate::accounts::{Accounts, Admin, Caller};
use crate::chat::Chat;
use crate::described;
use crate::hub::Hub;
use crate::limits::Limits;

/// What the endpoints stand on.
#[derive(Clone)]
pub struct House {
    pub accounts: Accounts,
    pub chat: Chat,
    pub company: Arc<dyn Company>,
    pub limits: Arc<Limits>,
    pub hub: Arc<Hub>,
    /// For tests that cannot read pictures.
    pub captcha_answers_told: bool,
}

#[async_trait]
impl Doorkeeper for House {
    async fn caller(&self, visitor: &Visitor, headers: &HeaderMap) -> Result<Caller, Refusal> {
        auth::bearer(&self.accounts, visitor, headers).await
    }

    fn admin(&self, caller: &Caller) -> Option<Admin> {
        Admin::by(&self.accounts, caller)
    }
}

pub fn endpoints() -> Vec<Endpoint<House>> {
    let endpoints = described![
        accounts::create,
        registration::show,
        captchas::create,
        sessions::create,
        sessions::refresh,
        sessions::list,
        sessions::end,
        sessions::end_current,
        sessions::end_others,
        tickets::create,
        codes::send,
        password_resets::create,
        me::show,
        me::change,
        me::delete,
        me::password,
        me::avatar_remove,
        me::export,
        me::blocks,
        users::find,
        users::show,
        users::follow,
        users::unfollow,
        users::block,
        users::unblock,
        users::followers,
        users::following,
        users::presence,
        avatars::show,
        chats::list,
        chats::create,
        chats::show,
        chats::change,
        chats::close,
        chats::events,
        chats::pins,
        chats::read,
        chats::typing,
        chats::messages::send,
        chats::messages::show,
        chats::messages::edit,
        chats::messages::delete,
        chats::messages::react,
        chats::messages::unreact,
        chats::messages::pin,
        chats::messages::unpin,
        chats::members::list,
        chats::members::show,
        chats::members::add,
        chats::members::remove,
        chats::members::role,
        chats::members::ban,
        chats::members::unban,
        rooms::find,
        search::find,
        uploads::show,
        admin::accounts,
        admin::account,
        admin::create,
        admin::change,
        admin::password,
        admin::end_sessions,
        admin::audit,
        admin::letters,
        admin::numbers,
    ];
    let [avatar, upload] = described![me::avatar_set, uploads::create];
    let avatar = avatar.body_bytes_max(me::avatar_set::BYTES_MAX);
    endpoints.into_iter().chain([avatar, upload.streamed()]).collect()
}

/// `socket` is the document of the socket.
pub fn mount(house: House, socket: &Value, limits: BodyLimits) -> Mount<House> {
    let endpoints = endpoints();
    let documents = [document::openapi(&endpoints), document::asyncapi(socket)];
    let routes = endpoints.into_iter().map(|endpoint| endpoint.route).chain(documents);
    Mount::new(Table::new(routes.collect()), house, as_problem, limits)
}
