//! With what a client asks for a socket.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use warp::http::{HeaderMap, header};

use super::handshake::words;
use crate::http::auth;
use crate::http::call::Visitor;
use crate::http::cookies;
use crate::http::query::Query;
use crate::values::{Password, SecretText};

/// Something that shows who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An access token, or the key of another contract.
    Token(SecretText),
    /// The cookie of another contract.
    Cookie(SecretText),
    Ticket(SecretText),
    /// For work by hand: opens a session that ends with the socket.
    Password {
        name: String,
        password: Password,
    },
}

impl Credential {
    /// The first that is there; a token is taken from headers only, never from the address, which
    /// ends up in logs and histories.
    pub fn find(visitor: &Visitor, headers: &HeaderMap, query: &Query) -> Option<Credential> {
        let cookie = || cookies::get(visitor, headers, cookies::SESSION);
        let token = |text: &str| Credential::Token(SecretText::new(text));
        auth::credential(headers, "bearer")
            .or_else(|| auth::credential(headers, "token"))
            .map(token)
            .or_else(|| auth::credential(headers, "basic").and_then(basic))
            .or_else(|| subprotocol(headers).map(token))
            .or_else(|| ticket(query))
            .or_else(|| cookie().map(|text| Credential::Cookie(SecretText::new(text))))
    }

    /// Whether a browser may add it by itself, on behalf of whatever page asked.
    pub fn is_lent(&self) -> bool {
        match self {
            Credential::Password { .. } | Credential::Cookie(_) => true,
            Credential::Token(_) | Credential::Ticket(_) => false,
        }
    }
}

fn basic(encoded: &str) -> Option<Credential> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    let fits = !password.is_empty() && password.len() <= Password::BYTES_MAX;
    let name = name.to_owned();
    fits.then(|| Credential::Password { name, password: Password::new(password) })
}

/// Scripts in browsers can set no header but this one.
fn subprotocol(headers: &HeaderMap) -> Option<&str> {
    words(headers, header::SEC_WEBSOCKET_PROTOCOL).find_map(|word| word.strip_prefix("bearer."))
}

fn ticket(query: &Query) -> Option<Credential> {
    query.text("ticket").map(|ticket| Credential::Ticket(SecretText::new(ticket)))
}
