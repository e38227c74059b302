//! Mail over SMTP.
//!
//! The steps of a delivery are spoken one by one, so that it is known which of them failed: a
//! recipient who is refused is final, a sender who is refused is our configuration. A connection
//! that was used well is kept for the next mail; one whose delivery failed or was cut short by the
//! deadline is dropped, for what is left unread on it would answer for the next mail.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as Sender, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use tokio::time::{Instant, timeout};

use super::{DeliveryError, Transport, caused_by_tls};
use crate::courier::settings::{self, BadSetting, MailTls};
use crate::courier::{House, Mail};
use crate::values::Email;

/// A burst of mail goes over few connections; mail servers end idle ones after minutes.
const IDLE_MAX: Duration = Duration::from_secs(30);
const IDLE_CONNECTIONS_MAX: usize = 4;

pub struct Smtp {
    host: String,
    port: u16,
    tls: Option<(MailTls, TlsParameters)>,
    credentials: Option<Credentials>,
    hello_name: ClientId,
    from: Mailbox,
    timeout: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// Where in the conversation something went wrong.
#[derive(Clone, Copy, Debug)]
enum Step {
    Connect,
    Starttls,
    Auth,
    Sender,
    Recipient,
    Data,
}

impl Smtp {
    pub fn new(settings: settings::Smtp, house: &House) -> Result<Smtp, BadSetting> {
        let from = address(&settings.from)
            .map_err(|_| BadSetting::new("mail.from", "write an address like tea@chat.example"))?;
        let tls = match settings.tls {
            MailTls::None => None,
            how => Some((how, tls_parameters(&settings)?)),
        };
        let credentials = settings
            .credentials
            .map(|(user, password)| Credentials::new(user, password.reveal().to_owned()));
        Ok(Smtp {
            host: settings.host,
            port: settings.port,
            tls,
            credentials,
            hello_name: ClientId::Domain(settings.hello_name),
            from: Mailbox::new(Some(house.name().to_owned()), from),
            timeout: settings.timeout,
            idle: Mutex::default(),
        })
    }

    async fn hand_over(&self, to: Address, message: &[u8]) -> Result<(), DeliveryError> {
        let mut connection = match self.kept_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let from = self.from.email.clone();
        let sender = connection.command(Sender::new(Some(from), vec![])).await;
        sender.map_err(|e| told(Step::Sender, &e))?;
        let recipient = connection.command(Rcpt::new(to, vec![])).await;
        recipient.map_err(|e| told(Step::Recipient, &e))?;
        connection.command(Data).await.map_err(|e| told(Step::Data, &e))?;
        connection.message(message).await.map_err(|e| told(Step::Data, &e))?;
        self.keep(connection);
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, DeliveryError> {
        let (implicit, starttls) = match &self.tls {
            Some((MailTls::Implicit, tls)) => (Some(tls.clone()), None),
            Some((_, tls)) => (None, Some(tls.clone())),
            None => (None, None),
        };
        let server = (self.host.as_str(), self.port);
        let hello = &self.hello_name;
        // Leaves time for the host's next address when its first one is a black hole.
        let for_each_address = Some(self.timeout / 3);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, for_each_address, hello, implicit, None)
                .await
                .map_err(|e| told(Step::Connect, &e))?;
        if let Some(tls) = starttls {
            // A server that does not offer it is one that somebody stands in front of.
            let upgraded = connection.starttls(tls, hello).await;
            upgraded.map_err(|e| told(Step::Starttls, &e))?;
        }
        if let Some(credentials) = &self.credentials {
            let proven = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await;
            proven.map_err(|e| told(Step::Auth, &e))?;
        }
        Ok(connection)
    }

    async fn kept_connection(&self) -> Option<AsyncSmtpConnection> {
        while let Some((mut connection, since)) = self.pop_idle() {
            if since.elapsed() < IDLE_MAX && connection.test_connected().await {
                return Some(connection);
            }
        }
        None
    }

    fn pop_idle(&self) -> Option<(AsyncSmtpConnection, Instant)> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_CONNECTIONS_MAX {
            idle.push((connection, Instant::now()));
        }
    }
}

#[async_trait]
impl Transport<Mail> for Smtp {
    async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let to = address(&mail.to)?;
        let message = compose(mail, &self.from, to.clone())?;
        let delivery = timeout(self.timeout, self.hand_over(to, &message.formatted())).await;
        delivery.unwrap_or(Err(DeliveryError::TimedOut))
    }
}

fn tls_parameters(settings: &settings::Smtp) -> Result<TlsParameters, BadSetting> {
    let mut tls = TlsParameters::builder(settings.host.clone());
    let key = "mail.root_certificates";
    if let Some(pem) = &settings.root_certificates {
        let roots = Certificate::from_pem(pem).map_err(|e| BadSetting::new(key, e.to_string()))?;
        tls = tls.add_root_certificate(roots);
    }
    tls.build().map_err(|e| BadSetting::new(key, e.to_string()))
}

/// The domain in its ASCII form, which every mail server takes.
fn address(email: &Email) -> Result<Address, DeliveryError> {
    let (local, domain) = email.shown().rsplit_once('@').ok_or(DeliveryError::Refused)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| DeliveryError::Refused)?;
    Address::new(local, domain).map_err(|_| DeliveryError::Refused)
}

/// The same letter always makes the same message, `Message-ID` and date with it, so that a repeat
/// after a crash can be recognised as one.
fn compose(mail: &Mail, from: &Mailbox, to: Address) -> Result<Message, DeliveryError> {
    let written = UNIX_EPOCH + mail.written_at.since(Default::default());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.as_str())
        .date(written)
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|_| DeliveryError::Refused)
}

/// Keeps "I am on holiday" from being answered to us (RFC 3834).
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".to_owned())
    }
}

/// What a failure at this step means. The operator's log gets the reply's number as well, but not
/// its text: servers like to repeat the address in it.
fn told(step: Step, error: &SmtpError) -> DeliveryError {
    let meaning = meaning(step, error);
    let reply = error.status().map(|code| code.to_string());
    tracing::debug!(?step, reply, error = meaning.name(), "the mail server and we did not agree");
    meaning
}

fn meaning(step: Step, error: &SmtpError) -> DeliveryError {
    if caused_by_tls(error) || error.is_tls() {
        return DeliveryError::Tls;
    }
    match (step, error.status().map(u16::from)) {
        (Step::Starttls, Some(_)) => DeliveryError::Tls,
        (Step::Starttls, None) if error.is_client() => DeliveryError::Tls,
        (Step::Auth, Some(code)) if code >= 500 => DeliveryError::Auth,
        (Step::Auth, None) if error.is_client() => DeliveryError::Auth,
        (_, Some(530 | 534 | 535 | 538)) => DeliveryError::Auth,
        (Step::Recipient | Step::Data, Some(code)) if code >= 500 => DeliveryError::Refused,
        (_, Some(code)) if code >= 500 => DeliveryError::Rejected,
        (_, Some(_)) => DeliveryError::Deferred,
        (_, None) if error.is_timeout() => DeliveryError::TimedOut,
        (_, None) => DeliveryError::Unreachable,
    }
}
