//! What may be written, and whom it calls by name.

use std::collections::BTreeSet;

use super::{Chat, WriteError};
use crate::store::StoreError;
use crate::values::{LoginName, Uid, Username};

/// A text as it is kept: line ends are `\n`. It must show something, and hold no control character
/// but line ends and tabs: they have no use in a message and some in attacks on terminals.
pub fn accept(field: &'static str, typed: &str, max: usize) -> Result<String, WriteError> {
    let text = typed.replace("\r\n", "\n");
    // A character has four bytes at most: what is far too long is not counted.
    if text.len() > 4 * max || text.chars().count() > max {
        return Err(WriteError::TooLong { field, max });
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(WriteError::BadCharacter { field });
    }
    if text.chars().all(is_invisible) {
        return Err(WriteError::Empty { field });
    }
    Ok(text)
}

fn is_invisible(c: char) -> bool {
    let without_width = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];
    c.is_whitespace() || c.is_control() || without_width.contains(&c)
}

/// One line of text, for titles.
pub fn accept_line(field: &'static str, typed: &str, max: usize) -> Result<String, WriteError> {
    let line = accept(field, typed.trim(), max)?;
    match line.contains(['\n', '\t']) {
        true => Err(WriteError::BadCharacter { field }),
        false => Ok(line),
    }
}

/// The names that stand behind an `@` at the beginning of a word, as they are typed.
pub fn names_called(text: &str, max: usize) -> BTreeSet<String> {
    let belongs = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let mut names = BTreeSet::new();
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        if char == '@' && !before.is_alphanumeric() && names.len() < max {
            let behind = &text[at + 1..];
            let end = behind.find(|c| !belongs(c)).unwrap_or(behind.len());
            // A full stop or a dash behind a name ends the sentence, not the name.
            let name = behind[..end].trim_end_matches(['.', '-']);
            if !name.is_empty() {
                names.insert(name.to_owned());
            }
        }
        before = char;
    }
    names
}

impl Chat {
    /// Whom a text calls. Names that nobody has are text like any other.
    pub(super) async fn called(&self, text: &str) -> Result<Vec<Uid>, StoreError> {
        let names = names_called(text, self.house.settings.mentions_max);
        match names.is_empty() {
            true => Ok(Vec::new()),
            // Most messages call nobody, and need not have the room for it.
            false => Box::pin(self.find_called(names)).await,
        }
    }

    async fn find_called(&self, names: BTreeSet<String>) -> Result<Vec<Uid>, StoreError> {
        let mut uids = Vec::new();
        for name in names {
            let Ok(name) = Username::parse(&name) else { continue };
            let found = self.house.people.account_by_name(&LoginName::Username(name)).await?;
            uids.extend(found.map(|account| account.uid));
        }
        uids.sort();
        uids.dedup();
        Ok(uids)
    }
}
