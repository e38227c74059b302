//! Text with slots: `{"to": "{phone}", "text": "{text}"}`.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::courier::Sms;
use crate::values::SecretText;

/// A template, read once at the start. Braces around anything but lower-case letters are text, so
/// that JSON needs no escaping.
#[derive(Clone, Debug, Default)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Slot(Slot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Phone,
    Digits,
    National,
    Code,
    Text,
    Id,
    Secret,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{{{0}}} is not known; there are {{phone}}, {{digits}}, {{national}}, {{code}}, {{text}}, {{id}} and {{secret}}"
)]
pub struct UnknownSlot(pub String);

/// What the slots are filled with.
#[derive(Clone)]
pub struct Facts<'a> {
    /// With a leading `+`.
    pub phone: &'a str,
    pub national: &'a str,
    /// Empty in a message without one.
    pub code: &'a str,
    pub text: &'a str,
    /// The same whenever a message is repeated, for gateways that look for that.
    pub id: String,
    /// The gateway's key.
    pub secret: &'a str,
}

impl<'a> Facts<'a> {
    pub fn of(sms: &'a Sms, secret: &'a SecretText) -> Facts<'a> {
        Facts {
            phone: sms.to.e164(),
            national: sms.to.national(),
            code: sms.code.as_ref().map(|code| code.reveal()).unwrap_or_default(),
            text: &sms.text,
            id: sms.id.to_string(),
            secret: secret.reveal(),
        }
    }

    fn of_slot(&self, slot: Slot) -> &str {
        match slot {
            Slot::Phone => self.phone,
            Slot::Digits => self.phone.trim_start_matches('+'),
            Slot::National => self.national,
            Slot::Code => self.code,
            Slot::Text => self.text,
            Slot::Id => &self.id,
            Slot::Secret => self.secret,
        }
    }
}

/// How to write what fills a slot, so that it stays inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    Plain,
    /// Within a JSON string.
    Json,
    /// Within a URL or a form.
    Url,
    Xml,
}

const KEPT_IN_URLS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Escape {
    /// What a body of this media type needs; none if we cannot write such bodies safely.
    pub fn for_media_type(media_type: &str) -> Option<Escape> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Some(Escape::Json),
            "application/x-www-form-urlencoded" => Some(Escape::Url),
            "application/xml" | "text/xml" => Some(Escape::Xml),
            "text/plain" => Some(Escape::Plain),
            _ if essence.ends_with("+json") => Some(Escape::Json),
            _ if essence.ends_with("+xml") => Some(Escape::Xml),
            _ => None,
        }
    }

    fn write(self, fact: &str, out: &mut String) {
        match self {
            Escape::Plain => out.push_str(fact),
            Escape::Json => {
                let quoted = serde_json::Value::from(fact).to_string();
                out.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
            }
            Escape::Url => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{}", utf8_percent_encode(fact, KEPT_IN_URLS));
            }
            Escape::Xml => out.push_str(&crate::courier::letters::escaped(fact)),
        }
    }
}

impl Template {
    pub fn parse(text: &str) -> Result<Template, UnknownSlot> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, from_brace) = rest.split_at(open);
            pieces.push(Piece::Text(before.to_owned()));
            rest = match slot_name(from_brace) {
                Some(name) => {
                    pieces.push(Piece::Slot(slot(name)?));
                    from_brace.get(name.len() + 2..).unwrap_or_default()
                }
                None => {
                    pieces.push(Piece::Text("{".to_owned()));
                    from_brace.get(1..).unwrap_or_default()
                }
            };
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Template(pieces))
    }

    pub fn fill(&self, facts: &Facts<'_>, escape: Escape) -> String {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Slot(slot) => escape.write(facts.of_slot(*slot), &mut filled),
            }
        }
        filled
    }

    /// Whether it can only carry codes, because our sentences have no place in it.
    pub fn has_text(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Slot(Slot::Text)))
    }
}

/// The name in `{name}…`, if that is how the text begins.
fn slot_name(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
    named.then_some(name)
}

fn slot(name: &str) -> Result<Slot, UnknownSlot> {
    match name {
        "phone" => Ok(Slot::Phone),
        "digits" => Ok(Slot::Digits),
        "national" => Ok(Slot::National),
        "code" => Ok(Slot::Code),
        "text" => Ok(Slot::Text),
        "id" => Ok(Slot::Id),
        "secret" => Ok(Slot::Secret),
        _ => Err(UnknownSlot(name.to_owned())),
    }
}
