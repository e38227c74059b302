//! Words of a text as the search sees them.
//!
//! Scripts that are written without spaces (Chinese, Japanese, Korean) are taken apart into single
//! characters and pairs of neighbours, everything else into words. So 「上海」 is found in
//! 「我家在上海东边」, and no dictionary has to know the language.

use std::collections::BTreeSet;

use crate::values::folded;

/// A longer word is cut: it is looked up by its beginning and compared in full.
const WORD_CHARS_MAX: usize = 32;

/// Everything by which a text can be found.
pub fn of_text(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for run in runs(&folded(text)) {
        match run {
            Run::Word(word) => drop(terms.insert(cut(&word))),
            Run::Unspaced(chars) => {
                terms.extend(chars.iter().map(char::to_string));
                terms.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
            }
        }
    }
    terms
}

/// What somebody searches for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    words: Vec<String>,
    phrases: Vec<String>,
    /// A text that matches has all of these.
    pub terms: BTreeSet<String>,
}

impl Wanted {
    pub fn of(query: &str) -> Wanted {
        let mut wanted = Wanted::default();
        for run in runs(&folded(query)) {
            match run {
                Run::Word(word) => {
                    wanted.terms.insert(cut(&word));
                    wanted.words.push(word);
                }
                Run::Unspaced(chars) => {
                    // The pairs alone: they are rarer than the characters in them.
                    let size = chars.len().min(2);
                    let pairs = chars.windows(size).map(|pair| pair.iter().collect::<String>());
                    wanted.terms.extend(pairs);
                    wanted.phrases.push(chars.into_iter().collect());
                }
            }
        }
        wanted
    }

    /// Nothing in the query can be searched for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Has the text every word, and every unspaced phrase as it was typed?
    pub fn matches(&self, text: &str) -> bool {
        let text = folded(text);
        if !self.phrases.iter().all(|phrase| text.contains(phrase)) {
            return false;
        }
        let words: BTreeSet<String> = runs(&text).into_iter().filter_map(Run::word).collect();
        self.words.iter().all(|word| words.contains(word))
    }
}

enum Run {
    Word(String),
    Unspaced(Vec<char>),
}

impl Run {
    fn word(self) -> Option<String> {
        match self {
            Run::Word(word) => Some(word),
            Run::Unspaced(_) => None,
        }
    }
}

fn runs(folded: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for char in folded.chars() {
        match (runs.last_mut(), kind_of(char)) {
            (Some(Some(Run::Word(word))), Kind::Spelt) => word.push(char),
            (Some(Some(Run::Unspaced(chars))), Kind::Unspaced) => chars.push(char),
            (_, Kind::Spelt) => runs.push(Some(Run::Word(char.into()))),
            (_, Kind::Unspaced) => runs.push(Some(Run::Unspaced(vec![char]))),
            (_, Kind::Between) => runs.push(None),
        }
    }
    runs.into_iter().flatten().collect()
}

enum Kind {
    Spelt,
    Unspaced,
    Between,
}

fn kind_of(char: char) -> Kind {
    match char {
        '\u{3040}'..='\u{30ff}' // kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // han
        | '\u{ac00}'..='\u{d7af}' // hangul
        | '\u{20000}'..='\u{3ffff}' => Kind::Unspaced,
        _ if char.is_alphanumeric() => Kind::Spelt,
        _ => Kind::Between,
    }
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_CHARS_MAX).collect()
}
