use std::net::IpAddr;

use ipnet::IpNet;
use warp::http::{HeaderMap, HeaderValue};

use crate::http::around::masked;
use crate::http::listen::Places;
use crate::http::listen::client::client_of;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn client(peer: &str, forwarded: &[&str]) -> String {
    let trusted: [IpNet; 2] = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
    let mut headers = HeaderMap::new();
    for value in forwarded {
        headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
    }
    client_of(ip(peer), &headers, &trusted).to_string()
}

#[test]
fn a_stranger_cannot_say_who_they_are() {
    assert_eq!(client("203.0.113.9", &["1.1.1.1"]), "203.0.113.9");
    assert_eq!(client("203.0.113.9", &["10.0.0.1", "1.1.1.1, 10.0.0.2"]), "203.0.113.9");
}

#[test]
fn behind_a_trusted_proxy_the_right_most_untrusted_hop_counts() {
    assert_eq!(client("10.0.0.1", &["1.1.1.1, 9.9.9.9"]), "9.9.9.9");
    assert_eq!(client("10.0.0.1", &["1.1.1.1, 9.9.9.9, 10.2.3.4"]), "9.9.9.9");
    assert_eq!(client("10.0.0.1", &["1.1.1.1", "9.9.9.9", "10.2.3.4"]), "9.9.9.9");
    assert_eq!(client("::1", &["2001:db8::7"]), "2001:db8::7");
}

#[test]
fn behind_trusted_proxies_only_the_farthest_of_them_counts() {
    assert_eq!(client("10.0.0.1", &["10.9.9.9, 10.2.3.4"]), "10.9.9.9");
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
}

#[test]
fn an_entry_that_is_no_address_ends_the_walk() {
    assert_eq!(client("10.0.0.1", &["9.9.9.9, unknown, 10.2.3.4"]), "10.2.3.4");
    assert_eq!(client("10.0.0.1", &[""]), "10.0.0.1");
}

#[test]
fn an_entry_may_have_a_port_and_an_ipv4_address_may_wear_ipv6() {
    assert_eq!(client("10.0.0.1", &["9.9.9.9:4711"]), "9.9.9.9");
    assert_eq!(client("10.0.0.1", &["[2001:db8::7]:4711"]), "2001:db8::7");
    assert_eq!(client("::ffff:10.0.0.1", &["::ffff:9.9.9.9"]), "9.9.9.9");
}

#[test]
fn an_address_is_masked_in_the_log() {
    assert_eq!(masked(ip("203.0.113.9")), "203.0.113.x");
    assert_eq!(masked(ip("::ffff:203.0.113.9")), "203.0.113.x");
    assert_eq!(masked(ip("2001:db8:1:2::9")), "2001:db8:1:x");
}

#[test]
fn places_are_counted_in_all_and_by_address_and_given_back() {
    let places = Places::new(3, 2);
    let (one, other) = (Some(ip("203.0.113.9")), Some(ip("203.0.113.10")));
    let first = places.take(one).unwrap();
    let _second = places.take(one).unwrap();
    assert!(places.take(one).is_none(), "one address has no more than its own");
    let _third = places.take(other).unwrap();
    assert!(places.take(None).is_none(), "the house is full");
    drop(first);
    assert!(places.take(one).is_some());
    assert_eq!((places.open(), places.turned_away()), (2, 2));
}
