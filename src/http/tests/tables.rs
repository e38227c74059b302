use warp::http::Method;

use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::reply::{self, Response};
use crate::http::table::{Found, Route, Table};

async fn nothing(_: Call, (): ()) -> Response {
    reply::no_content()
}

fn table() -> Table<()> {
    let route = |method, pattern| Route::plain(method, pattern, nothing.entrance());
    Table::new(vec![
        route(Method::GET, "/v1/sessions/{id}"),
        route(Method::DELETE, "/v1/sessions/{id}"),
        route(Method::GET, "/v1/sessions/current"),
        route(Method::POST, "/v1/users/{who}/follow"),
        route(Method::GET, "/"),
        Route::whole("/contract", nothing.entrance()),
    ])
}

fn find(method: Method, path: &str) -> String {
    let table = table();
    let segments = crate::http::path::segments(path).unwrap();
    match table.find(&method, &segments) {
        Found::Route(route, params) => format!("{} {params:?}", route.pattern),
        Found::OtherMethod { pattern, allow } => format!("{pattern} allows {allow}"),
        Found::Nothing => "nothing".to_owned(),
    }
}

#[test]
fn a_literal_is_found_before_a_name() {
    assert_eq!(find(Method::GET, "/v1/sessions/current"), "/v1/sessions/current []");
    assert_eq!(find(Method::GET, "/v1/sessions/7"), "/v1/sessions/{id} [(\"id\", \"7\")]");
}

#[test]
fn head_is_answered_where_get_is() {
    assert_eq!(find(Method::HEAD, "/"), "/ []");
    let follow = find(Method::HEAD, "/v1/users/bob/follow");
    assert_eq!(follow, "/v1/users/{who}/follow allows POST, OPTIONS");
}

#[test]
fn a_whole_place_answers_every_method() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE, Method::TRACE] {
        assert_eq!(find(method, "/contract"), "/contract []");
    }
}

#[test]
fn another_method_is_told_what_is_allowed() {
    let allowed = "/v1/sessions/{id} allows GET, DELETE, HEAD, OPTIONS";
    assert_eq!(find(Method::PUT, "/v1/sessions/7"), allowed);
}

#[test]
fn a_slash_more_or_an_empty_name_is_another_place() {
    for path in ["/v1/sessions/7/", "/v1/sessions/", "//v1/sessions/7", "/v1"] {
        assert_eq!(find(Method::GET, path), "nothing", "{path}");
    }
}
