//! What an operator can set about mail and SMS, after it was found to make sense.
//!
//! The keys as they stand in `config.toml`; the `config` room reads them, this file judges them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;

use super::letters::House;
use crate::values::{Email, Language, SecretText};

/// A setting that cannot be worked with, by the key's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {why}")]
pub struct BadSetting {
    pub key: &'static str,
    pub why: String,
}

impl BadSetting {
    pub fn new(key: &'static str, why: impl Into<String>) -> BadSetting {
        BadSetting { key, why: why.into() }
    }
}

/// `[letters]`: what all letters have in common.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    pub house: String,
    pub public_url: String,
    pub language: Language,
    pub give_up_after_hours: u64,
}

impl Letters {
    pub fn house(&self) -> Result<House, BadSetting> {
        let name = self.house.trim();
        let fits = (1..=20).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !fits {
            return Err(BadSetting::new("letters.house", "write a name of 1 to 20 characters"));
        }
        let public_url = match self.public_url.trim() {
            "" => None,
            written => Some(public_url(written)?),
        };
        Ok(House { name: name.to_owned(), public_url })
    }

    pub fn give_up_after(&self) -> Result<Duration, BadSetting> {
        match self.give_up_after_hours {
            hours @ 1..=168 => Ok(Duration::from_secs(hours * 3600)),
            _ => Err(BadSetting::new("letters.give_up_after_hours", "from 1 to 168 is allowed")),
        }
    }
}

fn public_url(written: &str) -> Result<String, BadSetting> {
    let url = Url::parse(written).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
    let plain = url.filter(|url| url.has_host() && url.username().is_empty());
    plain.map(String::from).ok_or_else(|| {
        BadSetting::new("letters.public_url", "write it like https://chat.example or leave it out")
    })
}

/// `[mail]`: without a host, mail goes to the inbox.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    /// 0 means the usual one for `tls`.
    pub port: u16,
    pub tls: MailTls,
    pub user: String,
    #[serde(deserialize_with = "secret")]
    pub password: SecretText,
    pub from: String,
    pub hello_name: String,
    pub root_certificates: String,
    pub timeout_seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// TLS from the first byte.
    Implicit,
    /// A plain greeting, then TLS or nothing.
    Starttls,
    None,
}

/// [`Mail`] with a host, found to make sense.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    pub credentials: Option<(String, SecretText)>,
    pub from: Email,
    pub hello_name: String,
    /// PEM.
    pub root_certificates: Option<Vec<u8>>,
    pub timeout: Duration,
}

impl Mail {
    pub fn smtp(&self) -> Result<Option<Smtp>, BadSetting> {
        let host = self.host.trim();
        if host.is_empty() {
            return Ok(None);
        }
        let from = Email::parse(&self.from).map_err(|bad| {
            BadSetting::new("mail.from", format!("write an address like tea@chat.example: {bad}"))
        })?;
        let credentials = match (self.user.is_empty(), self.password.reveal().is_empty()) {
            (true, true) => None,
            (false, false) => Some((self.user.clone(), self.password.clone())),
            (false, true) => return Err(BadSetting::new("mail.password", "mail.user needs one")),
            (true, false) => return Err(BadSetting::new("mail.user", "mail.password needs one")),
        };
        if credentials.is_some() && self.tls == MailTls::None && !is_near(host) {
            let why = "a password needs \"implicit\" or \"starttls\", unless the host is near";
            return Err(BadSetting::new("mail.tls", why));
        }
        let usual_port = match self.tls {
            MailTls::Implicit => 465,
            MailTls::Starttls => 587,
            MailTls::None => 25,
        };
        let domain = from.shown().rsplit('@').next().unwrap_or_default();
        let hello_name = match self.hello_name.trim() {
            "" => idna::domain_to_ascii(domain)
                .map_err(|_| BadSetting::new("mail.from", "its domain is none"))?,
            name => hello_name(name)?,
        };
        Ok(Some(Smtp {
            host: host.to_owned(),
            port: if self.port == 0 { usual_port } else { self.port },
            tls: self.tls,
            credentials,
            hello_name,
            root_certificates: pem("mail.root_certificates", &self.root_certificates)?,
            timeout: timeout("mail.timeout_seconds", self.timeout_seconds)?,
            from,
        }))
    }
}

/// It becomes part of a command, so it holds nothing that could end one.
fn hello_name(name: &str) -> Result<String, BadSetting> {
    let clean = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.[]:".contains(&b));
    match clean {
        true => Ok(name.to_owned()),
        false => Err(BadSetting::new("mail.hello_name", "write a host's name or leave it out")),
    }
}

/// `[sms]`: without a URL, text messages go to the inbox.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    pub url: String,
    pub method: String,
    #[serde(deserialize_with = "secrets")]
    pub headers: BTreeMap<String, SecretText>,
    pub content_type: String,
    pub body: String,
    pub success_contains: String,
    pub root_certificates: String,
    pub timeout_seconds: u64,
}

impl Sms {
    pub fn is_configured(&self) -> bool {
        !self.url.trim().is_empty()
    }
}

/// Whether bytes in clear stay close to this machine: loopback and private addresses, and names
/// without a dot, as container networks give them.
pub fn is_near(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => !bare.contains('.'),
    }
}

pub fn timeout(key: &'static str, seconds: u64) -> Result<Duration, BadSetting> {
    match seconds {
        1..=120 => Ok(Duration::from_secs(seconds)),
        _ => Err(BadSetting::new(key, "from 1 to 120 is allowed")),
    }
}

/// The certificates in a file, which must hold one at least.
pub fn pem(key: &'static str, path: &str) -> Result<Option<Vec<u8>>, BadSetting> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    if path.is_empty() {
        return Ok(None);
    }
    let file = std::fs::read(path).map_err(|e| BadSetting::new(key, format!("{path}: {e}")))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&file).collect();
    match certificates {
        Ok(some) if !some.is_empty() => Ok(Some(file)),
        _ => Err(BadSetting::new(key, format!("{path} holds no certificate in PEM form"))),
    }
}

fn secret<'d, D: serde::Deserializer<'d>>(from: D) -> Result<SecretText, D::Error> {
    String::deserialize(from).map(SecretText::new)
}

fn secrets<'d, D: serde::Deserializer<'d>>(
    from: D,
) -> Result<BTreeMap<String, SecretText>, D::Error> {
    let plain = BTreeMap::<String, String>::deserialize(from)?;
    Ok(plain.into_iter().map(|(name, value)| (name, SecretText::new(value))).collect())
}
