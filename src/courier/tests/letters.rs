use std::time::Duration;

use super::double::{DAY, NOW};
use crate::courier::letters::render;
use crate::courier::{House, LetterKind, Link, Mail, Message, Post, Sms};
use crate::store::CodePurpose;
use crate::values::{Address, Language, Millis, SecretText, SeededRandom};

const LANGUAGES: [Language; 2] = [Language::En, Language::Zh];

fn every_kind() -> Vec<LetterKind> {
    let purposes =
        [CodePurpose::Register, CodePurpose::Login, CodePurpose::Reset, CodePurpose::Verify];
    let mut kinds: Vec<LetterKind> = purposes.map(code).to_vec();
    kinds.extend([
        LetterKind::AccountExists,
        LetterKind::PasswordChanged,
        LetterKind::PasswordReset,
        LetterKind::EmailChanged,
        LetterKind::PhoneChanged,
        LetterKind::AccountDeleted,
    ]);
    kinds
}

fn code(purpose: CodePurpose) -> LetterKind {
    let lives = Duration::from_secs(600);
    LetterKind::Code { purpose, code: SecretText::new("049217"), lives }
}

fn house(name: &str) -> House {
    House::new(name, Some("https://chat.example/".to_owned())).unwrap()
}

fn message(kind: LetterKind, to: &str, language: Language, house: &House, now: Millis) -> Message {
    let post = Post::new([1; 32], std::sync::Arc::new(SeededRandom::new(1)), DAY);
    let letter = post.letter(kind, &Address::parse(to).unwrap(), language, NOW);
    render(&letter, &post.open(&letter).unwrap(), house, now)
}

fn mail(kind: LetterKind, language: Language, house: &House) -> Mail {
    match message(kind, "alice@mail.example", language, house, NOW) {
        Message::Mail(mail) => mail,
        Message::Sms(_) => panic!("a mail address gets mail"),
    }
}

fn sms(kind: LetterKind, language: Language, now: Millis) -> Sms {
    match message(kind, "13800138000", language, &house("Teahouse"), now) {
        Message::Sms(sms) => sms,
        Message::Mail(_) => panic!("a phone gets text messages"),
    }
}

#[test]
fn every_text_message_fits_into_one_segment() {
    for kind in every_kind() {
        let english = sms(kind.clone(), Language::En, NOW).text;
        assert!(english.is_ascii() && english.len() <= 160, "{} {english}", english.len());
        let chinese = sms(kind, Language::Zh, NOW).text;
        assert!(chinese.encode_utf16().count() <= 70, "{chinese}");
    }
}

#[test]
fn a_code_stands_in_the_body_and_never_in_the_subject() {
    for language in LANGUAGES {
        for kind in every_kind() {
            let mail = mail(kind.clone(), language, &house("Teahouse"));
            let has_code = kind.code().is_some();
            assert!(!mail.subject.contains("049217"));
            assert_eq!(mail.text.contains("049217"), has_code, "{}", mail.text);
            assert_eq!(mail.html.contains("049217"), has_code);
            assert_eq!(sms(kind, language, NOW).text.contains("049217"), has_code);
        }
    }
}

#[test]
fn a_letter_is_in_one_language() {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for kind in every_kind() {
        for language in LANGUAGES {
            let mail = mail(kind.clone(), language, &house("Teahouse"));
            let chinese = language == Language::Zh;
            for said in [&mail.subject, &mail.text, &sms(kind.clone(), language, NOW).text] {
                assert_eq!(is_chinese(said), chinese, "{said}");
            }
            let tag = if chinese { "lang=\"zh-CN\"" } else { "lang=\"en\"" };
            assert!(mail.html.contains(tag));
        }
    }
}

#[test]
fn nothing_breaks_out_of_the_html() {
    let hostile = house("<b>&\"'</b>");
    for kind in every_kind() {
        let mail = mail(kind, Language::En, &hostile);
        assert!(!mail.html.contains("<b>") && mail.html.contains("&lt;b&gt;&amp;&quot;&#39;"));
        assert!(mail.text.contains("<b>&\"'</b>"));
    }
}

#[test]
fn the_only_link_in_a_letter_is_the_configured_one() {
    for kind in every_kind() {
        for language in LANGUAGES {
            let with = mail(kind.clone(), language, &house("Teahouse"));
            assert_eq!(with.html.matches("://").count(), 1);
            assert_eq!(with.html.matches("href=\"https://chat.example/\"").count(), 1);
            assert_eq!(with.text.matches("://").count(), 1);
            let nowhere = House::new("Teahouse", None).unwrap();
            let without = mail(kind.clone(), language, &nowhere);
            assert!(!without.html.contains("://") && !without.text.contains("://"));
        }
    }
}

#[test]
fn a_letter_says_how_long_its_code_still_lives() {
    for (later, left) in
        [(0, "10 minutes"), (59, "10 minutes"), (61, "9 minutes"), (545, "1 minute.")]
    {
        let said = sms(code(CodePurpose::Login), Language::En, NOW + Duration::from_secs(later));
        assert!(said.text.contains(left), "{later}: {}", said.text);
    }
}

#[test]
fn a_letter_about_a_change_says_when_it_was() {
    for kind in [LetterKind::PasswordChanged, LetterKind::PasswordReset, LetterKind::EmailChanged] {
        for language in LANGUAGES {
            let mail = mail(kind.clone(), language, &house("Teahouse"));
            assert!(mail.text.contains("2023-11-14 22:13 UTC"), "{}", mail.text);
        }
    }
}

#[test]
fn a_link_leads_to_the_page_of_the_configuration_or_is_shown_as_it_is() {
    let page = Some("https://app.example/new?{link}".to_owned());
    for kind in [LetterKind::ResetLink, LetterKind::ConfirmLink] {
        for language in LANGUAGES {
            let with = kind(Link::new("MQ/4pq-049217".to_owned(), page.clone()));
            let with = mail(with, language, &house("Teahouse"));
            assert!(with.text.contains("https://app.example/new?MQ/4pq-049217\n"), "{}", with.text);
            assert!(with.html.contains("href=\"https://app.example/new?MQ/4pq-049217\""));
            let without = kind(Link::new("MQ/4pq-049217".to_owned(), None));
            assert_eq!(without.code().map(SecretText::reveal), Some("MQ/4pq-049217"));
            let without = mail(without, language, &house("Teahouse"));
            assert!(without.text.contains("    MQ/4pq-049217\n"), "{}", without.text);
            assert!(!without.subject.contains("049217") && !with.subject.contains("049217"));
        }
    }
}
