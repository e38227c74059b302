//! Who the client is, behind proxies too.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use warp::http::HeaderMap;

/// The client's address. `X-Forwarded-For` grows at its end, each proxy adding who spoke to it, so
/// it is read from there, and only as far as those who wrote it are trusted: the first address
/// that is not a trusted proxy's is the client's. All before it is what the client made up.
///
/// An entry that is no address ends the walk: what is before it cannot be trusted either.
pub fn client_of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.to_canonical();
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    for value in values.into_iter().rev() {
        for entry in value.to_str().unwrap_or_default().rsplit(',') {
            if !is_trusted(client) {
                return client;
            }
            match address(entry.trim()) {
                Some(address) => client = address,
                None => return client,
            }
        }
    }
    client
}

/// Whether the client spoke TLS to the proxy in front of us, which must be one that is trusted.
pub fn came_encrypted(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    let said = || headers.get("x-forwarded-proto")?.to_str().ok()?.split(',').next_back();
    trusted.iter().any(|network| network.contains(&peer))
        && said().is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}

/// Some proxies write the port too.
fn address(entry: &str) -> Option<IpAddr> {
    let plain = entry.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    plain.or_else(with_port).map(|address| address.to_canonical())
}
