//! The canonical API. One file per endpoint; what they stand on is [`House`].
//!
//! An endpoint is a function `answer`, described by `#[utoipa::path]`. Its arguments say who may
//! come in ([`super::handler`]), its description says where it is and which body it takes, and
//! [`endpoints`] is the one list of them all.

mod document;
mod me;
mod refused;
mod shapes;

use async_trait::async_trait;
use warp::http::HeaderMap;

use super::auth;
use super::body::BodyLimits;
use super::call::Visitor;
use super::handler::Doorkeeper;
use super::mount::Mount;
use super::openapi::Endpoint;
use super::refusal::{Refusal, as_problem};
use super::table::Table;
use crate::accounts::{Accounts, Admin, Caller};
use crate::described;

/// What the endpoints stand on.
#[derive(Clone)]
pub struct House {
    pub accounts: Accounts,
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
    described![me::show]
}

pub fn mount(house: House, limits: BodyLimits) -> Mount<House> {
    let endpoints = endpoints();
    let document = document::route(&endpoints);
    let routes = endpoints.into_iter().map(|endpoint| endpoint.route).chain([document]);
    Mount::new(Table::new(routes.collect()), house, as_problem, limits)
}
