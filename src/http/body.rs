//! Reads a body, with a limit on its size and on the time it takes.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use warp::http::HeaderMap;
use warp::http::header::{self, HeaderName};

use super::refusal::Refusal;
use super::table::BodyRule;

/// What a mount allows where a route says nothing else.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    pub bytes_max: usize,
    pub patience: Duration,
}

/// The body that a route wants, or why there is none.
pub async fn read<S, B>(
    rule: &BodyRule,
    headers: &HeaderMap,
    limits: BodyLimits,
    stream: S,
) -> Result<Bytes, Refusal>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    let BodyRule::Wanted { types, bytes_max } = rule else { return Ok(Bytes::new()) };
    let bytes_max = bytes_max.unwrap_or(limits.bytes_max);
    acceptable(types, headers)?;
    if announced(headers).is_some_and(|length| length > bytes_max as u64) {
        return Err(Refusal::TooLarge { bytes_max });
    }
    tokio::time::timeout(limits.patience, gather(stream, bytes_max))
        .await
        .unwrap_or(Err(Refusal::TooSlow))
}

async fn gather<S, B>(stream: S, bytes_max: usize) -> Result<Bytes, Refusal>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    let mut stream = std::pin::pin!(stream);
    let mut gathered = BytesMut::new();
    while let Some(piece) = stream.next().await {
        let mut piece = piece.map_err(|_| Refusal::BrokenBody)?;
        if gathered.len() + piece.remaining() > bytes_max {
            return Err(Refusal::TooLarge { bytes_max });
        }
        while piece.has_remaining() {
            let length = piece.chunk().len();
            gathered.extend_from_slice(piece.chunk());
            piece.advance(length);
        }
    }
    Ok(gathered.freeze())
}

/// Whether a request has a body, from its head.
pub fn comes_with(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING) || announced(headers).is_some_and(|n| n > 0)
}

pub fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn acceptable(types: &[String], headers: &HeaderMap) -> Result<(), Refusal> {
    unpacked(headers)?;
    if types.is_empty() {
        return Ok(());
    }
    let mut parts = value(headers, header::CONTENT_TYPE).split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let charset = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    let is_utf8 = charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"));
    let wanted = types.iter().any(|wanted| wanted.eq_ignore_ascii_case(media));
    match wanted && is_utf8 {
        true => Ok(()),
        false => Err(Refusal::OtherType { wanted: types.join(" or ") }),
    }
}

/// What is packed is not unpacked, however it is read.
pub fn unpacked(headers: &HeaderMap) -> Result<(), Refusal> {
    let encoding = value(headers, header::CONTENT_ENCODING).trim();
    match encoding.is_empty() || encoding.eq_ignore_ascii_case("identity") {
        true => Ok(()),
        false => Err(Refusal::Encoded),
    }
}

fn value(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
