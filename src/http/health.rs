//! `/healthz`: the process answers. `/readyz`: it can do its work.

use serde::Serialize;
use warp::http::StatusCode;

use super::call::Call;
use super::grounds::Grounds;
use super::reply::{self, Response};

#[derive(Serialize)]
struct Said {
    status: &'static str,
}

pub async fn alive(_: Call, _: Grounds) -> Response {
    reply::json(&Said { status: "ok" })
}

/// Why it is not ready is in the log and the numbers: strangers read this too.
pub async fn ready(_: Call, grounds: Grounds) -> Response {
    if grounds.stopping.is_cancelled() {
        return reply::json_with(StatusCode::SERVICE_UNAVAILABLE, &Said { status: "stopping" });
    }
    match grounds.store.read_only().await {
        None => reply::json(&Said { status: "ready" }),
        Some(_) => reply::json_with(StatusCode::SERVICE_UNAVAILABLE, &Said { status: "read_only" }),
    }
}
