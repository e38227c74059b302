use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use warp::http::{HeaderMap, HeaderValue};

use crate::http::body::{BodyLimits, read};
use crate::http::refusal::Refusal;
use crate::http::table::BodyRule;

const LIMITS: BodyLimits = BodyLimits { bytes_max: 10, patience: Duration::from_secs(30) };

fn json() -> BodyRule {
    BodyRule::Wanted { types: vec!["application/json".to_owned()], bytes_max: None }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
        .collect()
}

fn pieces(
    pieces: &'static [&'static str],
) -> impl Stream<Item = Result<Bytes, warp::Error>> + Unpin {
    stream::iter(pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))))
}

async fn read_json(
    extra: &[(&'static str, &'static str)],
    body: impl Stream<Item = Result<Bytes, warp::Error>>,
) -> Result<Bytes, Refusal> {
    let mut all = headers(&[("content-type", "application/json")]);
    all.extend(headers(extra));
    read(&json(), &all, LIMITS, body).await
}

#[tokio::test]
async fn a_body_is_gathered_up_to_its_limit() {
    assert_eq!(read_json(&[], pieces(&["12345", "67890"])).await.unwrap(), "1234567890");
    let too_large = Err(Refusal::TooLarge { bytes_max: 10 });
    assert_eq!(read_json(&[], pieces(&["12345", "67890", "x"])).await, too_large);
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_read_at_all() {
    let never = stream::pending();
    let too_large = Err(Refusal::TooLarge { bytes_max: 10 });
    assert_eq!(read_json(&[("content-length", "10737418240")], never).await, too_large);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_to_an_end_is_given_up() {
    let slow = pieces(&["1"]).chain(stream::pending());
    assert_eq!(read_json(&[], slow).await, Err(Refusal::TooSlow));
}

#[tokio::test]
async fn only_what_was_asked_for_is_read() {
    let packed = read_json(&[("content-encoding", "gzip")], pieces(&["x"])).await;
    assert_eq!(packed, Err(Refusal::Encoded));
    for (content_type, fits) in [
        ("application/json; charset=UTF-8", true),
        ("Application/JSON", true),
        ("application/json; charset=utf-16", false),
        ("text/plain", false),
        ("application/jsonx", false),
    ] {
        let headers = headers(&[("content-type", content_type)]);
        let body = read(&json(), &headers, LIMITS, pieces(&["{}"])).await;
        assert_eq!(body.is_ok(), fits, "{content_type}");
    }
}

#[tokio::test]
async fn where_no_body_is_wanted_none_is_read() {
    let headers = HeaderMap::new();
    let endless = stream::pending::<Result<Bytes, warp::Error>>();
    let body = read(&BodyRule::Ignored, &headers, LIMITS, endless).await;
    assert_eq!(body.unwrap(), "");
}
