//! E-mail addresses as widely as some contract takes them.

use super::names::{BadName, Email};

/// Longer ones are no address of anybody, and no contract has a use for them.
const BYTES_MAX: usize = 1_024;

impl Email {
    /// Any address that some contract allows. [`Email::parse`] asks more: here a local part may be
    /// long or quoted, and a domain `localhost`, an address in brackets, or end in digits. What
    /// mail is written to is parsed once more by the carrier, and an address that no mail server
    /// takes is given up there.
    pub fn parse_any(typed: &str) -> Result<Email, BadName> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(BadName::Empty);
        }
        if typed.len() > BYTES_MAX {
            return Err(BadName::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(BadName::BadForm)?;
        match (is_dotted(local) || is_quoted(local)) && is_domain(domain) {
            true => Ok(Email(typed.to_owned())),
            false => Err(BadName::BadForm),
        }
    }
}

fn is_dotted(local: &str) -> bool {
    local.split('.').all(super::names::is_atom)
}

/// Visible ASCII between quotes; a quote, a backslash or a space behind a backslash.
fn is_quoted(local: &str) -> bool {
    let inside = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(inside) = inside.filter(|_| local.len() > 1) else { return false };
    let mut bytes = inside.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| matches!(escaped, b' '..=b'~')),
            b'"' => false,
            other => other.is_ascii_graphic(),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_domain(domain: &str) -> bool {
    let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match literal {
        Some(literal) => literal.parse::<std::net::IpAddr>().is_ok(),
        None if domain == "localhost" => true,
        None if domain.is_ascii() => is_named(domain),
        None => idna::domain_to_ascii(domain).is_ok_and(|ascii| is_named(&ascii)),
    }
}

/// At least two labels, the last of two characters or more.
fn is_named(domain: &str) -> bool {
    let Some((before, last)) = domain.rsplit_once('.') else { return false };
    let inside = |label: &str| label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let fits = |label: &str| (1..=63).contains(&label.len()) && inside(label);
    let begins_well = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    let last_fits = fits(last) && last.len() >= 2 && !last.ends_with('-');
    last_fits && before.split('.').all(|label| fits(label) && begins_well(label))
}
