//! What is of the server itself and under no contract: whether it is well, its numbers, its files.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use warp::http::Method;

use super::handler::Handler;
use super::metrics::{self, Metrics};
use super::table::{Route, Table};
use super::{health, inbox, openapi, web};
use crate::courier::Inbox;
use crate::store::Upkeep;
use crate::values::Clock;

#[derive(Clone)]
pub struct Grounds {
    pub store: Arc<dyn Upkeep>,
    pub metrics: Arc<Metrics>,
    /// Where what cannot be sent is kept, if it may be read.
    pub inbox: Option<Inbox>,
    pub stopping: CancellationToken,
    pub clock: Arc<dyn Clock>,
}

pub fn table() -> Table<Grounds> {
    let get = |pattern, entrance| Route::plain(Method::GET, pattern, entrance);
    let mut routes = vec![
        get("/healthz", health::alive.entrance()),
        get("/readyz", health::ready.entrance()),
        get("/metrics", metrics::answer.entrance()),
        get("/dev/inbox", inbox::answer.entrance()),
        get(super::problem::PAGE, openapi::problems.entrance()),
    ];
    routes.extend(web::routes());
    Table::new(routes)
}
