//! A letter in words, ready to be handed over.

use crate::values::{Address, Email, MailId, Millis, Phone, SecretText};

/// How something reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Mail,
    Sms,
}

impl Channel {
    pub fn of(to: &Address) -> Channel {
        match to {
            Address::Email(_) => Channel::Mail,
            Address::Phone(_) => Channel::Sms,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Sms => "sms",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub id: MailId,
    pub to: Email,
    /// What it is for, as the inbox tells it.
    pub purpose: &'static str,
    pub code: Option<SecretText>,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub written_at: Millis,
}

#[derive(Clone, Debug)]
pub struct Sms {
    pub id: MailId,
    pub to: Phone,
    pub purpose: &'static str,
    pub code: Option<SecretText>,
    pub text: String,
    pub written_at: Millis,
}

#[derive(Clone, Debug)]
pub enum Message {
    Mail(Mail),
    Sms(Sms),
}
