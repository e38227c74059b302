//! SMS through an HTTP gateway that the operator describes with templates.
//!
//! Deliberately absent: the signing schemes of single providers. One that wants a signature over
//! the request is reached through a gateway of the operator's own.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use rustls::{ClientConfig, RootCertStore};

use super::template::{Escape, Facts, Template};
use super::{DeliveryError, Transport, caused_by_tls};
use crate::courier::Sms;
use crate::courier::settings::{self, BadSetting, is_near, pem};
use crate::values::SecretText;

/// Of the gateway's answer, more is not read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

pub struct SmsHttp {
    client: Client,
    method: Method,
    url: Template,
    headers: Vec<(HeaderName, Template)>,
    content_type: HeaderValue,
    body: Template,
    secret: SecretText,
    escape: Escape,
    success_contains: Option<String>,
    carries_text: bool,
}

impl SmsHttp {
    pub fn new(settings: &settings::Sms) -> Result<SmsHttp, BadSetting> {
        let method = match settings.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            _ => return Err(BadSetting::new("sms.method", "GET, POST and PUT are allowed")),
        };
        let escape = Escape::for_media_type(&settings.content_type).ok_or_else(|| {
            BadSetting::new(
                "sms.content_type",
                "JSON, XML, application/x-www-form-urlencoded and text/plain are allowed",
            )
        })?;
        let content_type = HeaderValue::from_str(&settings.content_type)
            .map_err(|_| BadSetting::new("sms.content_type", "it cannot stand in a header"))?;
        let url = url(&settings.url)?;
        let body = match method {
            Method::GET => Template::default(),
            _ => body(&settings.body, escape)?,
        };
        let contains = &settings.success_contains;
        Ok(SmsHttp {
            client: client(settings)?,
            method,
            headers: headers(settings)?,
            content_type,
            secret: settings.secret.clone(),
            escape,
            success_contains: (!contains.is_empty()).then(|| contains.clone()),
            carries_text: url.has_text() || body.has_text(),
            url,
            body,
        })
    }

    async fn judge(&self, mut answer: Response) -> Result<(), DeliveryError> {
        accepted(answer.status())?;
        let Some(wanted) = &self.success_contains else { return Ok(()) };
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|e| meaning(&e))? {
            let room = ANSWER_BYTES_MAX - read.len();
            read.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if read.len() == ANSWER_BYTES_MAX {
                break;
            }
        }
        match String::from_utf8_lossy(&read).contains(wanted.as_str()) {
            true => Ok(()),
            false => Err(DeliveryError::Rejected),
        }
    }
}

#[async_trait]
impl Transport<Sms> for SmsHttp {
    async fn deliver(&self, sms: &Sms) -> Result<(), DeliveryError> {
        if sms.code.is_none() && !self.carries_text {
            // A template for codes has no place for this letter's sentence.
            return Err(DeliveryError::Refused);
        }
        let facts = Facts::of(sms, &self.secret);
        let url = Url::parse(&self.url.fill(&facts, Escape::Url));
        let mut request = self.client.request(self.method.clone(), url.map_err(unfit)?);
        for (name, value) in &self.headers {
            let filled = value.fill(&facts, Escape::Plain);
            let mut value = HeaderValue::try_from(filled).map_err(unfit)?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        if self.method != Method::GET {
            let body = self.body.fill(&facts, self.escape);
            request = request.header(CONTENT_TYPE, &self.content_type).body(body);
        }
        let answer = request.send().await.map_err(|e| meaning(&e))?;
        self.judge(answer).await
    }
}

/// What was tried at the start with sample facts does not fit with these.
fn unfit<E>(_: E) -> DeliveryError {
    DeliveryError::Refused
}

fn accepted(status: StatusCode) -> Result<(), DeliveryError> {
    match status.as_u16() {
        200..=299 => Ok(()),
        401 | 403 | 407 => Err(DeliveryError::Auth),
        408 | 425 | 429 => Err(DeliveryError::Deferred),
        400 | 410 | 413 | 422 => Err(DeliveryError::Refused),
        503 | 504 => Err(DeliveryError::Deferred),
        _ => Err(DeliveryError::Rejected),
    }
}

fn meaning(error: &reqwest::Error) -> DeliveryError {
    match () {
        () if error.is_timeout() => DeliveryError::TimedOut,
        () if caused_by_tls(error) => DeliveryError::Tls,
        () => DeliveryError::Unreachable,
    }
}

/// No redirects, for they would carry a code to a place that nobody configured; no proxy out of
/// the environment, for the same reason.
fn client(settings: &settings::Sms) -> Result<Client, BadSetting> {
    let key = "sms.root_certificates";
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = pem(key, &settings.root_certificates)? {
        use rustls::pki_types::{CertificateDer, pem::PemObject};
        roots.add_parsable_certificates(CertificateDer::pem_slice_iter(&file).flatten());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| BadSetting::new(key, e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .timeout(settings.timeout)
        .build()
        .map_err(|e| BadSetting::new("sms.url", e.to_string()))
}

/// Facts with everything in them that could break out of a slot.
fn sample(text: &'static str) -> Facts<'static> {
    Facts { phone: text, national: text, code: text, text, id: text.to_owned(), secret: text }
}

fn url(written: &str) -> Result<Template, BadSetting> {
    let bad = |why: String| BadSetting::new("sms.url", why);
    let template = Template::parse(written.trim()).map_err(|e| bad(e.to_string()))?;
    let parsed = |facts| {
        let filled = template.fill(&facts, Escape::Url);
        Url::parse(&filled).map_err(|e| bad(format!("it is no URL: {e}")))
    };
    let (one, other) = (parsed(sample("1"))?, parsed(sample("2"))?);
    if one.origin() != other.origin() || one.username() != other.username() {
        return Err(bad("slots may stand in the path and the query only".to_owned()));
    }
    match one.scheme() {
        "https" => Ok(template),
        "http" if one.host_str().is_some_and(is_near) => Ok(template),
        _ => Err(bad("https is needed, unless the host is near".to_owned())),
    }
}

fn headers(settings: &settings::Sms) -> Result<Vec<(HeaderName, Template)>, BadSetting> {
    let mut headers = Vec::new();
    for (name, value) in &settings.headers {
        let bad = |why: String| BadSetting::new("sms.headers", format!("{name}: {why}"));
        let template = Template::parse(value.reveal()).map_err(|e| bad(e.to_string()))?;
        if template.has_text() {
            return Err(bad("{text} cannot stand in a header".to_owned()));
        }
        let tried = Facts { secret: settings.secret.reveal(), ..sample("1") };
        HeaderValue::try_from(template.fill(&tried, Escape::Plain))
            .map_err(|_| bad("the value cannot stand in a header".to_owned()))?;
        let name = HeaderName::try_from(name).map_err(|_| bad("no header's name".to_owned()))?;
        headers.push((name, template));
    }
    Ok(headers)
}

fn body(written: &str, escape: Escape) -> Result<Template, BadSetting> {
    let bad = |why: String| BadSetting::new("sms.body", why);
    let template = Template::parse(written).map_err(|e| bad(e.to_string()))?;
    let filled = template.fill(&sample("\"\\\n"), escape);
    if escape == Escape::Json && serde_json::from_str::<serde_json::Value>(&filled).is_err() {
        return Err(bad("it is no JSON; slots belong inside of strings".to_owned()));
    }
    Ok(template)
}
