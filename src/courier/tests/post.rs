use std::sync::Arc;
use std::time::Duration;

use crate::courier::{LetterKind, Post};
use crate::store::CodePurpose;
use crate::values::{Address, Language, Millis, SecretText, SeededRandom};

const NOW: Millis = Millis(1_700_000_000_000);
const DAY: Duration = Duration::from_secs(86_400);

fn post(key: u8) -> Post {
    Post::new([key; 32], Arc::new(SeededRandom::new(1)), DAY)
}

fn code() -> LetterKind {
    let lives = Duration::from_secs(600);
    LetterKind::Code { purpose: CodePurpose::Reset, code: SecretText::new("123456"), lives }
}

fn alice() -> Address {
    Address::parse("alice@mail.example").unwrap()
}

#[test]
fn what_a_letter_says_is_read_again_and_lies_nowhere_in_clear() {
    let post = post(1);
    let letter = post.letter(code(), &alice(), Language::Zh, NOW);
    let words = post.open(&letter).unwrap();
    assert_eq!((words.kind, words.language), (code(), Language::Zh));

    let stored = serde_json::to_vec(&letter).unwrap();
    for bytes in [&stored, &letter.sealed] {
        assert!(!bytes.windows(6).any(|six| six == b"123456"));
    }
    assert!(!format!("{:?}", code()).contains("123456"));
}

#[test]
fn a_sealed_text_opens_only_in_its_own_letter_with_its_own_key_and_unharmed() {
    let post = post(1);
    let letter = post.letter(code(), &alice(), Language::En, NOW);
    assert!(self::post(2).open(&letter).is_err());

    let mut other = post.letter(LetterKind::PasswordChanged, &alice(), Language::En, NOW);
    other.sealed = letter.sealed.clone();
    assert!(post.open(&other).is_err());

    for at in 0..letter.sealed.len() {
        let mut harmed = letter.clone();
        harmed.sealed[at] ^= 1;
        assert!(post.open(&harmed).is_err(), "byte {at}");
        harmed.sealed.truncate(at);
        assert!(post.open(&harmed).is_err(), "cut at {at}");
    }
}

#[test]
fn a_letter_with_a_code_is_tried_no_longer_than_the_code_lives() {
    let of = |kind| post(1).letter(kind, &alice(), Language::En, NOW);
    assert_eq!(of(code()).give_up_at, NOW + Duration::from_secs(600));
    assert_eq!(of(LetterKind::PasswordReset).give_up_at, NOW + DAY);
    assert_eq!(of(code()).due_at, NOW);
    assert_eq!(of(code()).kind, "reset_code");
}
