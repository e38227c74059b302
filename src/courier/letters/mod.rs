//! What the letters say, one file each.
//!
//! A letter's file holds its sentences and nothing else; the layout makes text and HTML of them
//! and is the only place that escapes. Links lead to pages of the configuration: nothing that a
//! request said (its `Host`, for one) has a way in here.

mod account_deleted;
mod account_exists;
mod code;
mod confirm_link;
mod email_changed;
mod layout;
mod password_changed;
mod password_reset;
mod phone_changed;
mod reset_link;

pub use layout::escaped;

use crate::store::Letter;
use crate::values::{Address, Language, Millis};

use super::post::Words;
use super::settings::BadSetting;
use super::{LetterKind, Link, Mail, Message, Sms};

/// The sender, as letters speak of it. The name is short and holds no control character: it stands
/// in headers, and the mail library panics on a line break there.
#[derive(Clone, Debug)]
pub struct House {
    name: String,
    public_url: Option<String>,
}

impl House {
    pub fn new(name: &str, public_url: Option<String>) -> Result<House, BadSetting> {
        let name = name.trim();
        let fits = (1..=20).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        match fits {
            true => Ok(House { name: name.to_owned(), public_url }),
            false => Err(BadSetting::new("letters.house", "write a name of 1 to 20 characters")),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A letter's sentences, before any layout.
struct Draft {
    subject: String,
    parts: Vec<Part>,
    /// The same in one segment: 70 characters with Chinese in them, 160 without.
    sms: String,
}

enum Part {
    Says(String),
    Code(String),
    /// An address that can be opened.
    Link(String),
}

/// What a link says: the page that takes it, or what to tell to one.
fn linked(link: &Link) -> Part {
    link.page().map_or_else(|| Part::Code(link.said().reveal().to_owned()), Part::Link)
}

/// What any letter may mention.
struct About<'a> {
    house: &'a str,
    language: Language,
    /// When the thing happened.
    at: String,
}

/// Puts a letter into words. `now` matters only to how long a code still lives.
pub fn render(letter: &Letter, words: &Words, house: &House, now: Millis) -> Message {
    let language = words.language;
    let about = About { house: &house.name, language, at: said(letter.created_at) };
    let draft = match &words.kind {
        LetterKind::Code { purpose, code, lives } => {
            let left = (letter.created_at + *lives).since(now);
            code::draft(&about, *purpose, code.reveal(), left)
        }
        LetterKind::ResetLink(link) => reset_link::draft(&about, link),
        LetterKind::ConfirmLink(link) => confirm_link::draft(&about, link),
        LetterKind::AccountExists => account_exists::draft(&about),
        LetterKind::PasswordChanged => password_changed::draft(&about),
        LetterKind::PasswordReset => password_reset::draft(&about),
        LetterKind::EmailChanged => email_changed::draft(&about),
        LetterKind::PhoneChanged => phone_changed::draft(&about),
        LetterKind::AccountDeleted => account_deleted::draft(&about),
    };
    let (id, purpose, code) = (letter.id, words.kind.purpose(), words.kind.code().cloned());
    let written_at = letter.created_at;
    match letter.to.clone() {
        Address::Email(to) => {
            let text = layout::text(&draft, house, language);
            let html = layout::html(&draft, house, language);
            Message::Mail(Mail {
                id,
                to,
                purpose,
                code,
                subject: draft.subject,
                text,
                html,
                written_at,
            })
        }
        Address::Phone(to) => {
            Message::Sms(Sms { id, to, purpose, code, text: draft.sms, written_at })
        }
    }
}

/// A moment as a reader anywhere understands it.
fn said(at: Millis) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
