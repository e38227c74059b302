//! What files are called, and what kind of thing is in them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody called a file: one line of text to show, never a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    pub const BYTES_MAX: usize = 150;
    /// A longer ending is none that anybody goes by.
    const ENDING_BYTES_MAX: usize = 16;

    /// There is a name for whatever was typed. Folders go, and with them what tries to be one; so
    /// do characters that nobody sees and those that turn text around (`exe.gnp` read backwards).
    /// What is too long keeps its ending, by which people know what to do with a file.
    pub fn of(typed: &str) -> FileName {
        let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
        let shown: String = last.chars().filter(|c| !is_unfit(*c)).collect();
        let shown = shown.trim().trim_start_matches('.');
        match shown.is_empty() {
            true => FileName("file".to_owned()),
            false => FileName(shortened(shown)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn shortened(name: &str) -> String {
    if name.len() <= FileName::BYTES_MAX {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() <= FileName::ENDING_BYTES_MAX { ending } else { "" };
    let room = FileName::BYTES_MAX - ending.len();
    let stem = (0..=room).rev().find_map(|end| name.get(..end)).unwrap_or_default();
    format!("{stem}{ending}")
}

/// Controls, what turns the direction of text, and separators of lines. Joiners stay: some scripts
/// and many emoji need them.
fn is_unfit(c: char) -> bool {
    let turns = ['\u{61c}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{feff}'];
    c.is_control()
        || turns.contains(&c)
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
}

/// A media type without parameters, in small letters: `application/pdf`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaType(String);

impl MediaType {
    pub const BYTES_MAX: usize = 80;

    /// From a `Content-Type`.
    pub fn parse(text: &str) -> Option<MediaType> {
        let media = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (kind, name) = media.split_once('/')?;
        let is_word = |word: &str| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
            !word.is_empty() && word.bytes().all(fits)
        };
        let is_good = is_word(kind) && is_word(name) && media.len() <= MediaType::BYTES_MAX;
        is_good.then_some(MediaType(media))
    }

    /// Of what nothing is known.
    pub fn unknown() -> MediaType {
        MediaType("application/octet-stream".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is what `pattern` means: `image/png`, `image/*`, `*/*`.
    pub fn is_among(&self, pattern: &str) -> bool {
        match pattern.split_once('/') {
            Some(("*", "*")) => true,
            Some((kind, "*")) => self.0.split_once('/').is_some_and(|(mine, _)| mine == kind),
            _ => self.0 == pattern,
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
