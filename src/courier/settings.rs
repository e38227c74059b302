//! What an operator can set about mail and SMS, and whether it makes sense.
//!
//! Errors name the key as it stands in `config.toml`, so that they can be passed on as they are.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::Deserialize;

use crate::values::{Email, SecretText};

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

/// `[mail]`: without a host, mail goes to the inbox.
#[derive(Clone, Debug)]
pub struct Mail {
    pub host: String,
    /// 0 means the usual one for `tls`.
    pub port: u16,
    pub tls: MailTls,
    pub user: String,
    pub password: SecretText,
    pub from: String,
    pub hello_name: String,
    /// A file in PEM form, or empty.
    pub root_certificates: String,
    pub timeout: Duration,
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
            timeout: self.timeout,
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
#[derive(Clone, Debug)]
pub struct Sms {
    pub url: String,
    pub method: String,
    /// Fills `{secret}`, so that a key need not stand in the middle of a template.
    pub secret: SecretText,
    pub headers: BTreeMap<String, SecretText>,
    pub content_type: String,
    pub body: String,
    pub success_contains: String,
    /// A file in PEM form, or empty.
    pub root_certificates: String,
    pub timeout: Duration,
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
