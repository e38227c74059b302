//! Handing one letter over.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::counts::Counts;
use super::letters::{self, House};
use super::settings::{self, BadSetting};
use super::transports::{DeliveryError, Inbox, SmsHttp, Smtp, Transport};
use super::{Channel, Mail, Message, Post, Sms};
use crate::store::Letter;
use crate::values::Clock;

/// Who carries what.
#[derive(Clone)]
pub struct Carriers {
    pub mail: Arc<dyn Transport<Mail>>,
    pub sms: Arc<dyn Transport<Sms>>,
}

impl Carriers {
    /// As the operator set it; what is not configured goes to the inbox.
    pub fn new(
        mail: &settings::Mail,
        sms: &settings::Sms,
        house: &House,
        inbox: &Inbox,
    ) -> Result<Carriers, BadSetting> {
        let mail: Arc<dyn Transport<Mail>> = match mail.smtp()? {
            Some(smtp) => Arc::new(Smtp::new(smtp, house)?),
            None => Arc::new(inbox.clone()),
        };
        let sms: Arc<dyn Transport<Sms>> = match sms.is_configured() {
            true => Arc::new(SmsHttp::new(sms)?),
            false => Arc::new(inbox.clone()),
        };
        Ok(Carriers { mail, sms })
    }
}

/// Opens letters, puts them into words and hands them to their carrier.
#[derive(Clone)]
pub struct Courier {
    pub post: Post,
    pub house: House,
    pub carriers: Carriers,
    pub clock: Arc<dyn Clock>,
    pub counts: Counts,
}

impl Courier {
    /// A request that must report failure waits no longer than this.
    const SEND_NOW_MAX: Duration = Duration::from_secs(4);

    /// Hands a letter over while somebody waits for the answer, without the outbox: for contracts
    /// that must report failure. After [`DeliveryError::TimedOut`] it may have arrived after all.
    pub async fn send_now(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let delivery = timeout(Courier::SEND_NOW_MAX, self.deliver(letter)).await;
        let outcome = delivery.unwrap_or(Err(DeliveryError::TimedOut));
        let (channel, kind) = (Channel::of(&letter.to), self.kind(letter));
        self.counts.tried(channel, kind, outcome);
        if let Err(error) = outcome {
            let (to, error) = (letter.to.masked(), error.name());
            tracing::warn!(letter = %letter.id, to, kind, error, "a letter could not be sent");
        }
        outcome
    }

    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let words = self.post.open(letter).map_err(|_| DeliveryError::Unreadable)?;
        match letters::render(letter, &words, &self.house, self.clock.now()) {
            Message::Mail(mail) => self.carriers.mail.deliver(&mail).await,
            Message::Sms(sms) => self.carriers.sms.deliver(&sms).await,
        }
    }

    /// The kind as one of the names we know, so that no record can make new metrics.
    pub(super) fn kind(&self, letter: &Letter) -> &'static str {
        self.post.open(letter).map_or("unreadable", |words| words.kind.name())
    }
}
