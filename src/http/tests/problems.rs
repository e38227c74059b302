use std::collections::HashSet;
use std::time::Duration;

use http_body_util::BodyExt;
use warp::http::header;

use crate::http::problem::{Code, FieldCode, Problem};

#[test]
fn codes_are_words_and_each_is_there_once() {
    let texts: HashSet<_> = Code::ALL.iter().map(|code| code.text()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.text().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{code:?}");
        assert!(code.status().is_client_error() || code.status().is_server_error(), "{code:?}");
    }
}

#[test]
fn who_is_told_to_wait_is_told_how_long_rounded_up() {
    let wait = |problem: Problem| {
        let response = problem.into_response();
        let header = response.headers().get(header::RETRY_AFTER);
        header.map(|value| value.to_str().unwrap().to_owned())
    };
    let limited = Problem::new(Code::RateLimited).retry_after(Duration::from_millis(1001));
    assert_eq!(wait(limited).as_deref(), Some("2"));
    assert_eq!(wait(Problem::new(Code::Unavailable)).as_deref(), Some("1"));
    assert_eq!(wait(Problem::new(Code::NotFound)), None);
}

#[tokio::test]
async fn a_problem_says_what_rfc_9457_wants_and_a_stable_code() {
    let problem = Problem::field("name", FieldCode::TooLong, "at most 32 characters");
    let mut response = problem.into_response();
    assert_eq!(Problem::tell(&mut response, "abc-7"), Some(Code::InvalidFields));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
        serde_json::json!({
            "type": "/docs/problems#invalid_fields",
            "title": "Some fields are not valid",
            "status": 400,
            "code": "invalid_fields",
            "errors": [{"field": "name", "code": "too_long", "message": "at most 32 characters"}],
            "instance": "abc-7",
        })
    );
}
