//! The table of the contracts' README, with every combination of what is switched on.

use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use tower_service::Service as _;
use warp::Filter;
use warp::http::{Method, Request, StatusCode};

use crate::dialects::say;
use crate::dialects::shared_paths::{Door, Doors, Endpoint};
use crate::http::body::BodyLimits;
use crate::http::call::Visitor;
use crate::http::refusal::{Refusal, Words};
use crate::http::reply::Response;

const NAMES: [&str; 3] = ["captcha_session", "phone", "clinic"];

fn endpoint(name: &'static str) -> Endpoint {
    Arc::new(move |_| Box::pin(async move { say(200, &name) }))
}

fn words(name: &'static str) -> Words {
    fn refused(name: &str, refusal: &Refusal) -> Response {
        say(if *refusal == Refusal::OtherMethod { 405 } else { 400 }, &name)
    }
    match name {
        "phone" => |refusal| refused("phone", refusal),
        "clinic" => |refusal| refused("clinic", refusal),
        _ => |refusal| refused("captcha_session", refusal),
    }
}

fn door(contract: &'static str) -> Door {
    let has_logout = contract != "clinic";
    Door {
        contract,
        words: words(contract),
        register: endpoint(contract),
        login: endpoint(contract),
        logout: has_logout.then(|| endpoint(contract)),
    }
}

/// Who answers, of those that are on: a name, a name and `!` for a refused method, or `-`.
async fn answers(on: &[&'static str], method: &Method, path: &str, body: &str) -> String {
    let is_on = |name: &'static str| on.contains(&name).then(|| door(name));
    let doors = Doors {
        captcha_session: is_on("captcha_session"),
        phone: is_on("phone"),
        clinic: is_on("clinic"),
    };
    let limits = BodyLimits { bytes_max: 1024, patience: std::time::Duration::from_secs(9) };
    let Some(mounted) = doors.mounted_with(limits, None) else { return "-".to_owned() };
    let visitor = Visitor {
        address: "192.0.2.7".parse().unwrap(),
        is_local: false,
        is_encrypted: false,
        request: String::new(),
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .extension(visitor)
        .body(Full::<bytes::Bytes>::from(body.to_owned()))
        .unwrap();
    let nobody = warp::any().map(|| say(404, &"-"));
    let reply = warp::service(mounted.or(nobody).unify()).call(request).await.unwrap();
    let status = reply.status();
    let reply = reply.into_body().collect().await.unwrap().to_bytes();
    let name: String = serde_json::from_slice(&reply).unwrap();
    if status == StatusCode::METHOD_NOT_ALLOWED { format!("{name}!") } else { name }
}

/// Every combination with what stands first in `order`, of those that are on.
async fn first_of(order: &[&'static str], method: Method, path: &str, body: &str) {
    for chosen in 0..8_u8 {
        let on: Vec<_> = (0..3).filter(|n| chosen & (1 << n) != 0).map(|n| NAMES[n]).collect();
        let expected = order.iter().find(|name| on.contains(&name.trim_end_matches('!')));
        let answered = answers(&on, &method, path, body).await;
        assert_eq!(answered, *expected.unwrap_or(&"-"), "{on:?} {method} {path} {body}");
    }
}

#[tokio::test]
async fn a_request_tells_whom_it_means() {
    let post = || Method::POST;
    let register = "/user/register";
    let all = ["captcha_session", "phone", "clinic"];
    first_of(&["phone", "captcha_session", "clinic"], post(), register, "account=a").await;
    first_of(&["clinic", "captcha_session", "phone"], post(), register, "username=a").await;
    let both = "account=a&username=a";
    first_of(&["phone", "clinic", "captcha_session"], post(), register, both).await;
    for body in ["uname=a", "", "%"] {
        first_of(&all, post(), register, body).await;
    }

    let login = "/user/login";
    let rest = ["captcha_session", "phone", "clinic!"];
    first_of(&["phone", "captcha_session", "clinic!"], post(), login, "account=a").await;
    first_of(&rest, post(), login, "uname=a").await;
    first_of(&rest, post(), login, "username=a").await;
    let visit = "/user/login?username=a";
    first_of(&["clinic", "captcha_session!", "phone!"], Method::GET, visit, "").await;
    let unreadable = "/user/login?username=a&password=%zz";
    first_of(&["clinic", "captcha_session!", "phone!"], Method::GET, unreadable, "").await;
    first_of(&["captcha_session!", "clinic", "phone!"], Method::GET, login, "").await;

    let logout = "/user/logout";
    first_of(&["phone", "captcha_session"], post(), logout, "user_id=1").await;
    first_of(&["captcha_session", "phone"], post(), logout, "").await;
    first_of(&["captcha_session", "phone!"], Method::GET, logout, "").await;
    for path in [register, login] {
        first_of(
            &all.map(|name| -> &'static str { format!("{name}!").leak() }),
            Method::PUT,
            path,
            "",
        )
        .await;
    }
}
