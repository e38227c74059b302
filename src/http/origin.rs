//! From which site a request comes: what a browser adds to a request by itself (a cookie, a
//! remembered password) proves nothing about the page that asked for it.

use warp::http::{HeaderMap, header};

/// Whether the page that asks is one of ours or one that the configuration lists. Who sends neither
/// `Origin` nor `Sec-Fetch-Site` is no browser of this decade, and nobody's cookie is lent to it.
pub fn is_welcome(headers: &HeaderMap, allowed_origins: &[String]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).into_iter();
    let Some(origin) = origins.next() else { return is_of_this_site(headers) };
    let (Ok(origin), None) = (origin.to_str(), origins.next()) else { return false };
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let ours = authority.is_some() && authority == host;
    ours || allowed_origins.iter().any(|allowed| allowed == origin)
}

/// Browsers send no `Origin` with most GETs. `none` is a person who typed the address.
fn is_of_this_site(headers: &HeaderMap) -> bool {
    let Some(site) = headers.get("sec-fetch-site") else { return true };
    site == "same-origin" || site == "none"
}
