//! The inbox: where messages go while no mail server or SMS gateway is configured, so that a fresh
//! installation can be tried at once. Kept in memory, read by whoever sits at the machine itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::{DeliveryError, Transport};
use crate::courier::{Channel, Mail, Sms};
use crate::values::{Millis, SecretText};

/// One object, however often it is cloned.
#[derive(Clone, Default)]
pub struct Inbox(Arc<Mutex<VecDeque<InboxMessage>>>);

#[derive(Clone, Debug)]
pub struct InboxMessage {
    pub channel: Channel,
    pub to: String,
    pub purpose: &'static str,
    pub code: Option<SecretText>,
    /// Empty for an SMS.
    pub subject: String,
    pub text: String,
    pub at: Millis,
}

impl Inbox {
    /// Beyond it the oldest message is forgotten.
    pub const MESSAGES_MAX: usize = 200;

    pub fn newest_first(&self) -> Vec<InboxMessage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn take(&self, message: InboxMessage) {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(message);
        messages.truncate(Inbox::MESSAGES_MAX);
    }
}

#[async_trait]
impl Transport<Mail> for Inbox {
    async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        self.take(InboxMessage {
            channel: Channel::Mail,
            to: mail.to.shown().to_owned(),
            purpose: mail.purpose,
            code: mail.code.clone(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            at: mail.written_at,
        });
        Ok(())
    }
}

#[async_trait]
impl Transport<Sms> for Inbox {
    async fn deliver(&self, sms: &Sms) -> Result<(), DeliveryError> {
        self.take(InboxMessage {
            channel: Channel::Sms,
            to: sms.to.e164().to_owned(),
            purpose: sms.purpose,
            code: sms.code.clone(),
            subject: String::new(),
            text: sms.text.clone(),
            at: sms.written_at,
        });
        Ok(())
    }
}
