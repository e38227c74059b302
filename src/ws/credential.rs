//! With what a client asks for a socket, and from which page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use warp::http::{HeaderMap, header};

use super::handshake::words;
use crate::http::auth;
use crate::http::query::Query;
use crate::values::{Password, SecretText};

/// Something that shows who is asking. Session cookies and keys of other contracts come in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    Token(SecretText),
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
    pub fn find(headers: &HeaderMap, query: &Query) -> Option<Credential> {
        let token = |text: &str| Credential::Token(SecretText::new(text));
        auth::credential(headers, "bearer")
            .map(token)
            .or_else(|| auth::credential(headers, "basic").and_then(basic))
            .or_else(|| subprotocol(headers).map(token))
            .or_else(|| ticket(query))
    }

    /// A browser may add one by itself, on behalf of whatever page asked.
    pub fn is_password(&self) -> bool {
        match self {
            Credential::Password { .. } => true,
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

/// Whether a page of this origin may use what the browser knows of us: a page of ours, or one that
/// the configuration lists. Who sends no `Origin` is no browser.
pub fn is_welcome(headers: &HeaderMap, allowed_origins: &[String]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).into_iter();
    let Some(origin) = origins.next() else { return true };
    let (Ok(origin), None) = (origin.to_str(), origins.next()) else { return false };
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let ours = authority.is_some() && authority == host;
    ours || allowed_origins.iter().any(|allowed| allowed == origin)
}
