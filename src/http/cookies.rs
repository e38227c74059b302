//! Cookies, as browsers send and are given them.

use warp::http::{HeaderMap, HeaderValue, header};

use super::call::{Call, Visitor};
use super::reply::{Response, header_of};

/// The cookie in which a browser carries the secret of its session.
pub const SESSION: &str = "sessionid";

/// With this prefix a browser takes a cookie from this very host over TLS only, so that no
/// neighbouring host can plant one.
const HOST_ONLY: &str = "__Host-";

/// No cookie of ours is longer.
const VALUE_BYTES_MAX: usize = 1024;

/// The cookie of that name, if there is exactly one: of two, one is somebody else's.
pub fn get<'a>(visitor: &Visitor, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let name = full_name(visitor, name);
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';'));
    let mut ours = pairs.filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches('"'))
    });
    let (value, None) = (ours.next()?, ours.next()) else { return None };
    (!value.is_empty() && value.len() <= VALUE_BYTES_MAX).then_some(value)
}

/// What a cookie is like.
#[derive(Clone, Copy, Debug)]
pub struct Cookie<'a> {
    pub name: &'a str,
    /// Letters, digits, `.`, `-` and `_`.
    pub value: &'a str,
    pub lives_seconds: u64,
    /// Whether scripts of the page may read it.
    pub scripts_read: bool,
}

/// Gives a browser a cookie: sent back to this host only, with no request that another site makes
/// but a plain visit.
#[must_use]
pub fn set(mut response: Response, call: &Call, cookie: Cookie<'_>) -> Response {
    let Cookie { value, lives_seconds, .. } = cookie;
    let name = full_name(&call.visitor, cookie.name);
    let mut line = format!("{name}={value}; Path=/; Max-Age={lives_seconds}; SameSite=Lax");
    if !cookie.scripts_read {
        line.push_str("; HttpOnly");
    }
    if call.visitor.is_encrypted {
        line.push_str("; Secure");
    }
    response.headers_mut().append(header::SET_COOKIE, header_of(&line));
    response
}

#[must_use]
pub fn forget(mut response: Response, call: &Call, name: &str) -> Response {
    let name = full_name(&call.visitor, name);
    let secure = if call.visitor.is_encrypted { "; Secure" } else { "" };
    let line = format!("{name}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly{secure}");
    let line = HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""));
    response.headers_mut().append(header::SET_COOKIE, line);
    response
}

/// A cookie that scripts read (a CSRF token) keeps its plain name: they look for it by that.
fn full_name(visitor: &Visitor, name: &str) -> String {
    match visitor.is_encrypted && name != CSRF {
        true => format!("{HOST_ONLY}{name}"),
        false => name.to_owned(),
    }
}

/// The cookie whose value a script must repeat in a header, under the contracts that say so.
pub const CSRF: &str = "csrftoken";
