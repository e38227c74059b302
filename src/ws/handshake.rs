//! Whether a request is one for a WebSocket (RFC 6455, section 4), by its head alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use warp::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::http::reply;
use crate::http::{Code, Problem, Response};

/// The one subprotocol there is. None is ever required.
pub const SUBPROTOCOL: &str = "teahouse.v1";

/// A request that may become a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    accept: String,
    offers_ours: bool,
}

/// Why it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHandshake {
    Method,
    /// It does not ask for a WebSocket at all.
    NotAsked,
    Version,
    Key,
}

impl Handshake {
    pub fn read(method: &Method, headers: &HeaderMap) -> Result<Handshake, NoHandshake> {
        if method != Method::GET {
            return Err(NoHandshake::Method);
        }
        let has =
            |name, token: &str| words(headers, name).any(|word| word.eq_ignore_ascii_case(token));
        if !has(header::CONNECTION, "upgrade") || !has(header::UPGRADE, "websocket") {
            return Err(NoHandshake::NotAsked);
        }
        if only(headers, header::SEC_WEBSOCKET_VERSION) != Some("13") {
            return Err(NoHandshake::Version);
        }
        let key = only(headers, header::SEC_WEBSOCKET_KEY).unwrap_or_default();
        if !STANDARD.decode(key).is_ok_and(|nonce| nonce.len() == 16) {
            return Err(NoHandshake::Key);
        }
        let offers_ours =
            words(headers, header::SEC_WEBSOCKET_PROTOCOL).any(|word| word == SUBPROTOCOL);
        Ok(Handshake { accept: derive_accept_key(key.as_bytes()), offers_ours })
    }

    /// 101: from here on it is a socket. Offered extensions are declined by silence.
    pub fn accept(&self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, reply::header_of(&self.accept));
        if self.offers_ours {
            let ours = HeaderValue::from_static(SUBPROTOCOL);
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, ours);
        }
        response
    }
}

impl NoHandshake {
    pub fn answer(self) -> Response {
        let problem = match self {
            NoHandshake::Method => Problem::new(Code::MethodNotAllowed),
            NoHandshake::NotAsked => Problem::new(Code::UpgradeRequired)
                .detail("this is a WebSocket: wscat -c ws://…/ws --auth name:password"),
            NoHandshake::Version => Problem::new(Code::UpgradeRequired).detail("version 13"),
            NoHandshake::Key => Problem::new(Code::BadRequest)
                .detail("Sec-WebSocket-Key must be 16 bytes in base64"),
        };
        let mut response = problem.into_response();
        let headers = response.headers_mut();
        match self {
            NoHandshake::Method => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET"));
            }
            NoHandshake::NotAsked | NoHandshake::Version => {
                headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
                headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
                headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
            }
            NoHandshake::Key => {}
        }
        response
    }
}

/// The words of a header that is a list, over all the lines on which it stands.
pub fn words(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// A header that stands there once.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut lines = headers.get_all(name).into_iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    line.to_str().ok()
}
