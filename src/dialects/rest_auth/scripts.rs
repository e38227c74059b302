//! Letters and digits of any script, as the contract's own patterns have them. The methods of
//! `char` draw the lines elsewhere: to them a mark that combines with a letter is alphabetic, and a
//! fraction is numeric.

use std::sync::LazyLock;

use regex::Regex;

/// Letters and digits, and `_ @ . + -`; marks that combine with a letter are none.
pub fn is_username(text: &str) -> bool {
    static USERNAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{L}\p{N}_.@+-]+$"));
    USERNAME.is_match(text)
}

/// Superscript and encircled digits among them; no fractions, no numerals.
pub fn is_all_digits(text: &str) -> bool {
    static DIGITS: LazyLock<Regex> =
        LazyLock::new(|| pattern("^[\\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒፩-፱]+$"));
    DIGITS.is_match(text)
}

/// What stands between anything that is neither a letter nor a digit.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^\p{L}\p{N}_]+"));
    BETWEEN.split(text).filter(|word| !word.is_empty())
}

#[expect(clippy::expect_used, reason = "all patterns stand above, and the tests use each of them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}
