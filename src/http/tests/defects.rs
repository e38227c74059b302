//! What a handler does that has a defect.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use tower_service::Service;
use warp::http::Method;

use crate::http::body::BodyLimits;
use crate::http::call::{Call, Visitor};
use crate::http::handler::Handler;
use crate::http::mount::Mount;
use crate::http::refusal::as_problem;
use crate::http::reply::{self, Response};
use crate::http::table::{Route, Table};

async fn breaks(_: Call, (): ()) -> Response {
    panic!("a defect")
}

async fn works(_: Call, (): ()) -> Response {
    reply::no_content()
}

/// LEAK-02.
#[tokio::test]
async fn a_defect_costs_one_request_an_answer_that_tells_nothing() {
    let table = Table::new(vec![
        Route::plain(Method::GET, "/breaks", breaks.entrance()),
        Route::plain(Method::GET, "/works", works.entrance()),
    ]);
    let limits = BodyLimits { bytes_max: 1, patience: Duration::from_secs(1) };
    let filter = Mount::new(table, (), as_problem, limits).everywhere();
    let asks = async |path: &str| {
        let visitor = Visitor {
            address: [203, 0, 113, 9].into(),
            is_local: false,
            is_encrypted: false,
            request: "1".into(),
        };
        let request = Request::get(path).extension(visitor).body(Full::<Bytes>::default()).unwrap();
        let reply = warp::service(filter.clone()).call(request).await.unwrap();
        let status = reply.status().as_u16();
        let body = reply.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    // A problem is written where all answers pass, from its code alone.
    assert_eq!(asks("/breaks").await, (500, String::new()));
    assert_eq!(asks("/works").await, (204, String::new()));
}
