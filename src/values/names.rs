//! What people are called: usernames, e-mail addresses, phone numbers.
//!
//! Every name has a *key*, the form in which two spellings of one name are equal. Uniqueness is
//! decided on keys; what is shown is what was typed.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text cannot be a name of this kind. Each edge has its own words for these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    #[error("it is empty")]
    Empty,
    #[error("it is too long")]
    TooLong,
    #[error("it contains a character that is not allowed")]
    BadCharacter,
    #[error("it mixes scripts in a way that is used to imitate other names")]
    MixedScripts,
    #[error("it is not written like one")]
    BadForm,
}

/// A username: letters and digits of any script, and `@ . + - _` between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    pub const CHARS_MAX: usize = 150;

    /// Any name that some contract allows. `/v1` asks more of a new name, see [`Self::parse_new`].
    pub fn parse(typed: &str) -> Result<Username, BadName> {
        let shown = typed.trim();
        if shown.is_empty() {
            return Err(BadName::Empty);
        }
        if shown.chars().count() > Username::CHARS_MAX {
            return Err(BadName::TooLong);
        }
        if !shown.chars().all(|c| c.is_alphanumeric() || "@.+-_".contains(c)) {
            return Err(BadName::BadCharacter);
        }
        Ok(Username(shown.to_owned()))
    }

    /// A name as the canonical API lets people choose it: short, begins with a letter (so that it
    /// is never taken for a phone number or a uid), no `@` or `+`, and of scripts that are
    /// written together (Latin with Chinese, Japanese or Korean, but not with Cyrillic).
    pub fn parse_new(typed: &str) -> Result<Username, BadName> {
        use unicode_security::{RestrictionLevel, RestrictionLevelDetection};
        let name = Username::parse(typed)?;
        if name.0.chars().count() > 32 {
            return Err(BadName::TooLong);
        }
        if name.0.contains(['@', '+']) {
            return Err(BadName::BadCharacter);
        }
        if !name.0.starts_with(char::is_alphabetic) {
            return Err(BadName::BadForm);
        }
        if name.0.detect_restriction_level() > RestrictionLevel::HighlyRestrictive {
            return Err(BadName::MixedScripts);
        }
        Ok(name)
    }

    pub fn shown(&self) -> &str {
        &self.0
    }

    pub fn key(&self) -> String {
        folded(&self.0)
    }

    /// What the name looks like (UTS 39). Two names with one skeleton cannot be told apart by eye,
    /// so a skeleton too belongs to one account.
    pub fn skeleton(&self) -> String {
        folded(&unicode_security::skeleton(&self.key()).collect::<String>())
    }
}

/// Case and width folded, the same in every locale. Going up before going down makes `ß` and `ss`,
/// `ς` and `σ` equal, which lowercasing alone does not.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let upper: String = text.nfkc().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfkc().collect()
}

/// An e-mail address that can stand in a header and an SMTP command without any quoting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(pub(super) String);

impl Email {
    pub const BYTES_MAX: usize = 254;

    pub fn parse(typed: &str) -> Result<Email, BadName> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(BadName::Empty);
        }
        if typed.len() > Email::BYTES_MAX {
            return Err(BadName::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(BadName::BadForm)?;
        let local_fits = local.len() <= 64 && local.split('.').all(is_atom);
        let domain_fits = domain.contains('.') && domain.split('.').all(is_label);
        let named = domain.rsplit('.').next().is_some_and(|top| !is_number(top));
        if local_fits && domain_fits && named {
            Ok(Email(typed.to_owned()))
        } else {
            Err(BadName::BadForm)
        }
    }

    pub fn shown(&self) -> &str {
        &self.0
    }

    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// For logs and for telling people where something went: `a***@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{domain}")
    }
}

pub(super) fn is_atom(part: &str) -> bool {
    let special = "!#$%&'*+/=?^_`{|}~-";
    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || special.contains(c))
}

fn is_label(label: &str) -> bool {
    let inside = label.chars().all(|c| c.is_alphanumeric() || c == '-');
    (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A mobile number in E.164 form. A bare number is one of mainland China.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    pub fn parse(typed: &str) -> Result<Phone, BadName> {
        use phonenumber::{Mode, Type, country};
        let typed: String = typed.trim().nfkc().collect();
        if typed.is_empty() {
            return Err(BadName::Empty);
        }
        // The full parser knows the whole world's numbers and vanity letters; it is only asked
        // about what is written in digits.
        let digits = typed.bytes().filter(u8::is_ascii_digit).count();
        let written_so = typed.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c));
        if !written_so || !(5..=17).contains(&digits) {
            return Err(BadName::BadForm);
        }
        let number = phonenumber::parse(Some(country::CN), &typed).map_err(|_| BadName::BadForm)?;
        let mobile = matches!(
            number.number_type(&phonenumber::metadata::DATABASE),
            Type::Mobile | Type::FixedLineOrMobile
        );
        if !phonenumber::is_valid(&number) || !mobile {
            return Err(BadName::BadForm);
        }
        Ok(Phone(number.format().mode(Mode::E164).to_string()))
    }

    /// With a leading `+`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// As a person in mainland China types it, for contracts that know no country codes.
    pub fn national(&self) -> &str {
        match self.0.strip_prefix("+86") {
            Some(mainland) => mainland,
            None => &self.0,
        }
    }

    /// For logs and for telling people where something went: `+86138****8000`.
    pub fn masked(&self) -> String {
        let shown_from = self.0.len().saturating_sub(4);
        let hidden_from = shown_from.saturating_sub(4);
        let (start, end) = (self.0.get(..hidden_from), self.0.get(shown_from..));
        format!("{}****{}", start.unwrap_or_default(), end.unwrap_or_default())
    }
}

/// Where a code or a letter can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    Email(Email),
    Phone(Phone),
}

impl Address {
    pub fn parse(typed: &str) -> Result<Address, BadName> {
        if typed.contains('@') {
            Email::parse(typed).map(Address::Email)
        } else {
            Phone::parse(typed).map(Address::Phone)
        }
    }

    pub fn login_name(&self) -> LoginName {
        match self {
            Address::Email(email) => LoginName::Email(email.clone()),
            Address::Phone(phone) => LoginName::Phone(phone.clone()),
        }
    }

    pub fn masked(&self) -> String {
        match self {
            Address::Email(email) => email.masked(),
            Address::Phone(phone) => phone.masked(),
        }
    }
}

/// As a letter is addressed. Never for logs: those show it [`Address::masked`].
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Email(email) => f.write_str(email.shown()),
            Address::Phone(phone) => f.write_str(phone.e164()),
        }
    }
}

/// The three kinds of login name; each is unique among its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginKind {
    Username,
    Email,
    Phone,
}

/// One name by which an account can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginName {
    Username(Username),
    Email(Email),
    Phone(Phone),
}

impl LoginName {
    /// What `typed` may mean, the stronger claim first: an address that somebody proved to own
    /// comes before a username that merely looks like it.
    pub fn candidates(typed: &str) -> Vec<LoginName> {
        let email = Email::parse(typed).ok().map(LoginName::Email);
        let phone = Phone::parse(typed).ok().map(LoginName::Phone);
        let username = Username::parse(typed).ok().map(LoginName::Username);
        email.into_iter().chain(phone).chain(username).collect()
    }

    pub fn kind(&self) -> LoginKind {
        match self {
            LoginName::Username(_) => LoginKind::Username,
            LoginName::Email(_) => LoginKind::Email,
            LoginName::Phone(_) => LoginKind::Phone,
        }
    }

    pub fn key(&self) -> String {
        match self {
            LoginName::Username(username) => username.key(),
            LoginName::Email(email) => email.key(),
            LoginName::Phone(phone) => phone.e164().to_owned(),
        }
    }
}
