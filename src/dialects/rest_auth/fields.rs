//! What the contract asks of the fields of a body, and in which words it refuses one.
//!
//! The same table of fields is what a place says of itself ([`super::describe`]).

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::super::body::Fields;
use super::scripts::is_username;
use super::words;
use crate::values::Email;

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// Whether nothing but white space is a value.
    pub may_be_blank: bool,
    /// Whether a blank one counts as one that is not there.
    pub absent_if_blank: bool,
    pub chars_min: Option<usize>,
    pub chars_max: Option<usize>,
    pub read_only: bool,
    pub help: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Email,
    Username,
    /// What follows is only ever shown.
    Number,
    Truth,
    Moment,
    Other,
    Nested,
}

impl Field {
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Field {
        Field {
            name,
            label,
            kind,
            required: true,
            may_be_blank: false,
            absent_if_blank: false,
            chars_min: None,
            chars_max: None,
            read_only: false,
            help: None,
        }
    }

    pub const fn text(name: &'static str, label: &'static str) -> Field {
        Field::new(name, label, Kind::Text)
    }

    pub const fn optional(mut self) -> Field {
        self.required = false;
        self
    }

    pub const fn or_blank(mut self) -> Field {
        self.may_be_blank = true;
        self.optional()
    }

    pub const fn at_least(mut self, chars: usize) -> Field {
        self.chars_min = Some(chars);
        self
    }

    pub const fn at_most(mut self, chars: usize) -> Field {
        self.chars_max = Some(chars);
        self
    }

    pub const fn shown_only(mut self) -> Field {
        self.read_only = true;
        self.optional()
    }

    pub const fn with_help(mut self, help: &'static str) -> Field {
        self.help = Some(help);
        self
    }
}

/// Whether all fields that are required must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Whole,
    Part,
}

/// The fields that are good, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Checked {
    texts: BTreeMap<&'static str, String>,
    pub errors: Errors,
}

impl Checked {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// A field that turned out to be wrong after all.
    pub fn forget(&mut self, name: &str) {
        self.texts.remove(name);
    }

    /// A field that is required, where nothing is wrong.
    pub fn sure(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Map<String, Value>);

impl Errors {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(name: &str, said: impl Into<String>) -> Errors {
        let mut errors = Errors::default();
        errors.add(name, said);
        errors
    }

    pub fn add(&mut self, name: &str, said: impl Into<String>) {
        let entry = self.0.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(sentences) = entry {
            sentences.push(Value::String(said.into()));
        }
    }

    pub fn say(&self, name: &str, sentence: &str) -> bool {
        let said = self.0.get(name).and_then(Value::as_array);
        said.is_some_and(|said| said.iter().any(|one| one == sentence))
    }

    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// Looks at every field; those that nobody asks for are ignored.
pub fn check(fields: &[Field], given: &Fields, extent: Extent) -> Checked {
    let mut checked = Checked::default();
    for field in fields.iter().filter(|field| !field.read_only) {
        match field.judge(given, extent) {
            Judged::Absent => {}
            Judged::Good(text) => drop(checked.texts.insert(field.name, text)),
            Judged::Bad(sentences) => {
                sentences.into_iter().for_each(|said| checked.errors.add(field.name, said));
            }
        }
    }
    checked
}

enum Judged {
    Absent,
    Good(String),
    Bad(Vec<String>),
}

impl Field {
    fn judge(&self, given: &Fields, extent: Extent) -> Judged {
        let bad = |said: &str| Judged::Bad(vec![said.to_owned()]);
        let value = match given.value(self.name) {
            Some(value) => value,
            None if given.file(self.name).is_some() => return bad(self.not_a_text()),
            None if self.required && extent == Extent::Whole => return bad(words::REQUIRED),
            None => return Judged::Absent,
        };
        let text = match value {
            Value::Null => return bad(words::NULL),
            Value::String(text) => trimmed(text).to_owned(),
            Value::Number(number) => text_of(number),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => return bad(self.not_a_text()),
        };
        if text.is_empty() {
            // A form has no other way to leave a field out.
            let is_left_out = !given.typed && !self.required && value == "";
            return match self.may_be_blank {
                true => Judged::Good(text),
                false if is_left_out || self.absent_if_blank => Judged::Absent,
                false => bad(words::BLANK),
            };
        }
        let wrong = self.wrong_with(&text);
        if wrong.is_empty() { Judged::Good(text) } else { Judged::Bad(wrong) }
    }

    fn wrong_with(&self, text: &str) -> Vec<String> {
        let misformed = match self.kind {
            Kind::Username if !is_username(text) => Some(words::BAD_USERNAME.to_owned()),
            Kind::Email if Email::parse_any(text).is_err() => Some(words::BAD_EMAIL.to_owned()),
            _ => None,
        };
        let too_long = self.chars_max.filter(|most| text.chars().count() > *most);
        misformed.into_iter().chain(too_long.map(words::too_long)).collect()
    }

    fn not_a_text(&self) -> &'static str {
        if self.kind == Kind::Email { words::BAD_EMAIL } else { words::NOT_A_TEXT }
    }
}

/// Whether people may be shown it: no control characters, none that turn the way of reading.
pub fn is_plain(text: &str) -> bool {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.chars().any(|c| (c.is_control() && !"\r\n\t".contains(c)) || turns(c))
}

/// The contract counts the separators of ASCII as white space as well.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}'))
}

/// A number as the contract spells it.
fn text_of(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        None => number.to_string(),
        Some(float) => {
            let spelt = format!("{float:e}");
            let (digits, exponent) = spelt.split_once('e').unwrap_or((&spelt, "0"));
            let exponent: i32 = exponent.parse().unwrap_or_default();
            match exponent {
                -4..=15 => format!("{float:?}"),
                _ => {
                    let sign = if exponent < 0 { '-' } else { '+' };
                    format!("{digits}e{sign}{:02}", exponent.abs())
                }
            }
        }
    }
}
