//! Mail and SMS out of the durable outbox.
//!
//! A rule asks [`Post`] for a letter and hands it to the store with what caused it, in one batch.
//! Later the [`Worker`] takes it out, the [`Courier`] opens it, `letters` put it into words and a
//! transport hands it over: SMTP, an HTTP gateway, or the [`Inbox`] while neither is configured.
//! Deliberately absent: who gets a letter and why (the rules'), and whether a code is right
//! (the store's).

mod counts;
mod delivery;
mod kind;
mod letters;
mod message;
mod post;
mod retry;
mod seal;
pub mod settings;
mod transports;
mod worker;

pub use counts::Counts;
pub use delivery::{Carriers, Courier};
pub use kind::{LetterKind, Link};
pub use letters::{House, escaped};
pub use message::{Channel, Mail, Message, Sms};
pub use post::Post;
pub use transports::{DeliveryError, Inbox, InboxMessage, SmsHttp, Smtp, Transport};
pub use worker::Worker;

#[cfg(test)]
mod tests;
