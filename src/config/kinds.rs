//! Values that, when they are not what they should be, say what is allowed.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};

use crate::values::SecretText;

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within<const MIN: u64, const MAX: u64>(u64);

impl<const MIN: u64, const MAX: u64> Within<MIN, MAX> {
    pub fn get(self) -> u64 {
        self.0
    }

    /// As a number of things in memory.
    pub fn count(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Within<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let allowed = || format!("allowed: a whole number from {MIN} to {MAX}");
        let number = i64::deserialize(from)
            .map_err(|_| D::Error::custom(format!("not a whole number; {}", allowed())))?;
        match u64::try_from(number) {
            Ok(number) if (MIN..=MAX).contains(&number) => Ok(Within(number)),
            _ => Err(D::Error::custom(format!("{number} is out of range; {}", allowed()))),
        }
    }
}

pub fn socket_address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let text = text(from)?;
    text.parse().map_err(|_| {
        refused(&text, "not an IP address and a port", "127.0.0.1:8080, 0.0.0.0:80, [::1]:8080")
    })
}

/// Networks in CIDR notation; a bare address is the network of it alone.
pub fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let parse = |text: &String| {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map_err(|_| {
            refused(
                text,
                "not a network",
                "addresses and networks such as 10.0.0.0/8, 192.0.2.7, ::1",
            )
        })
    };
    list(from)?.iter().map(parse).collect()
}

/// Origins as a browser writes them: scheme, host, port where it is not the scheme's own.
pub fn origins<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let origins = list(from)?;
    match origins.iter().find(|origin| !is_origin(origin)) {
        Some(origin) => Err(refused(
            origin,
            "not an origin",
            "scheme and host without a path, such as https://app.example.org",
        )),
        None => Ok(origins),
    }
}

/// An origin, or nothing where the text is empty.
pub fn optional_origin<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = text(from)?;
    match text.as_str() {
        "" => Ok(None),
        origin if is_origin(origin) => Ok(Some(text)),
        _ => Err(refused(
            &text,
            "not the address of a site",
            "scheme and host without a path, such as https://chat.example.org; or nothing",
        )),
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._:[]".contains(c);
    host.is_some_and(|host| !host.is_empty() && host.chars().all(plain))
}

pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map_err(|_| D::Error::custom("not a text; allowed: a text in quotes"))
}

pub fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretText, D::Error> {
    text(from).map(SecretText::new)
}

/// Secrets by name.
pub fn secrets<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, SecretText>, D::Error> {
    let plain = BTreeMap::<String, String>::deserialize(from)
        .map_err(|_| D::Error::custom(r#"not texts by name; allowed: as in { name = "text" }"#))?;
    Ok(plain.into_iter().map(|(name, text)| (name, SecretText::new(text))).collect())
}

pub fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::deserialize(from)
        .map_err(|_| D::Error::custom(r#"not a list of texts; allowed: as in ["one", "two"]"#))
}

pub fn refused<E: Error>(text: &str, problem: impl Display, allowed: &str) -> E {
    E::custom(format!("{text:?} is {problem}; allowed: {allowed}"))
}
