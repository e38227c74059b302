//! One request as its handler sees it: the body read, the path decoded, the client known.

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde::de::DeserializeOwned;
use warp::http::{HeaderMap, Method, header};

use super::body;
use super::content::Content;
use super::json::{self, BadJson};
use super::problem::Problem;
use super::query::Query;
use super::refusal::Refusal;
use super::table::Params;
use crate::values::{Language, Origin};

/// Who asks, as far as the network can tell. Rides in the extensions of a request.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The client's own address, behind trusted proxies too.
    pub address: IpAddr,
    /// Whether it comes from this machine itself, and no proxy on it speaks for somebody else.
    pub is_local: bool,
    /// Whether the way from the client was encrypted, as a trusted proxy tells.
    pub is_encrypted: bool,
    /// The number of the request.
    pub request: String,
}

#[derive(Debug)]
pub struct Call {
    pub method: Method,
    pub visitor: Visitor,
    pub headers: HeaderMap,
    pub(super) params: Params,
    pub(super) query: Option<String>,
    pub(super) body: Bytes,
    pub(super) content: Content,
}

impl Call {
    /// A part of the path by the name that the route's pattern gives it.
    pub fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The query as it came.
    pub fn raw_query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    pub fn query(&self) -> Result<Query, Problem> {
        Query::parse(self.query.as_deref())
    }

    pub fn json<T: DeserializeOwned>(&self) -> Result<T, BadJson> {
        json::parse(&self.body)
    }

    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as it comes, at places that take it so. One that says in its head that it is
    /// too large need not come at all.
    pub fn content(
        &self,
        bytes_max: u64,
        patience: Duration,
    ) -> Result<BoxStream<'static, Result<Bytes, Refusal>>, Refusal> {
        body::unpacked(&self.headers)?;
        if body::announced(&self.headers).is_some_and(|length| length > bytes_max) {
            let bytes_max = usize::try_from(bytes_max).unwrap_or(usize::MAX);
            return Err(Refusal::TooLarge { bytes_max });
        }
        Ok(self.content.take(patience))
    }

    /// A header as text, if it is there once and is text.
    pub fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the caller has already what bears this tag. Compared weakly, because a proxy that
    /// packs an answer makes its tag a weak one.
    pub fn has(&self, tag: &str) -> bool {
        let known = self.header(header::IF_NONE_MATCH).unwrap_or_default();
        let mut known = known.split(',').map(str::trim);
        known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
    }

    pub fn origin(&self) -> Origin {
        origin(&self.visitor, &self.headers)
    }

    /// The language that the client asks for, if it is one of ours.
    pub fn language(&self) -> Option<Language> {
        Language::from_accept_language(self.header(header::ACCEPT_LANGUAGE)?)
    }
}

const AGENT_CHARS_MAX: usize = 200;

/// The agent is shown to people and written down, so it is short and without control characters.
pub fn origin(visitor: &Visitor, headers: &HeaderMap) -> Origin {
    let agent = headers.get(header::USER_AGENT).map(|value| value.as_bytes()).unwrap_or_default();
    let agent = String::from_utf8_lossy(agent);
    let agent = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect();
    Origin { address: visitor.address, agent, device: None }
}
