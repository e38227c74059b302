//! Who counts as one.

use std::net::{IpAddr, Ipv6Addr};

/// What an address is counted and remembered by. A household with IPv6 is given 2^64 addresses, so
/// there the network is what counts; an IPv4 address in IPv6 clothes is itself.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}
