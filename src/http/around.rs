//! What happens to every request, whoever answers it.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::Request;
use hyper::body::Incoming;
use ipnet::IpNet;
use tokio::time::Instant;
use tower_service::Service as _;
use warp::filters::BoxedFilter;
use warp::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::call::Visitor;
use super::listen::client::{came_encrypted, client_of};
use super::metrics::Metrics;
use super::mount::{Contract, Pattern};
use super::problem::{Code, Problem};
use super::reply::{self, Response};
use crate::values::Random;

/// What of the configuration concerns every request.
#[derive(Clone, Debug)]
pub struct Settings {
    pub allowed_origins: Vec<String>,
    pub trusted_proxies: Vec<IpNet>,
}

/// Everything that is mounted, and what is around it. A clone is another handle on the same.
#[derive(Clone)]
pub struct Around {
    inner: Arc<Inner>,
}

struct Inner {
    routes: BoxedFilter<(Response,)>,
    settings: Settings,
    metrics: Arc<Metrics>,
    /// What the numbers of requests begin with, so that those of two starts differ.
    numbers_begin: String,
    numbered: AtomicU64,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer says unless its handler says otherwise.
const SECURITY: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// For a year after each visit over TLS a browser comes in no other way. What is under subdomains is
/// not ours to promise.
const TLS_FROM_NOW: &str = "max-age=31536000";

impl Around {
    pub fn new(
        routes: BoxedFilter<(Response,)>,
        settings: Settings,
        metrics: Arc<Metrics>,
        random: &dyn Random,
    ) -> Around {
        let start = u32::from_le_bytes(random.bytes());
        let numbers_begin = format!("{start:08x}");
        let inner = Inner { routes, settings, metrics, numbers_begin, numbered: AtomicU64::new(1) };
        Around { inner: Arc::new(inner) }
    }

    pub async fn answer(&self, peer: IpAddr, mut request: Request<Incoming>) -> Response {
        let began = Instant::now();
        let visitor = self.visitor(peer, request.headers());
        let method = request.method().clone();
        let origin = request.headers().get(header::ORIGIN).cloned();
        request.extensions_mut().insert(visitor.clone());

        let mut service = warp::service(self.inner.routes.clone());
        let mut response = match service.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let code = Problem::tell(&mut response, &visitor.request);
        let pattern = response.extensions().get::<Pattern>().map_or("-", |Pattern(text)| text);
        self.dress(&mut response, &visitor, &method, origin);
        let took = began.elapsed();
        self.inner.metrics.answered(pattern, response.status(), took);
        if let Some(Contract(name)) = response.extensions().get() {
            self.inner.metrics.answered_under(name, pattern);
        }
        let line = Line { visitor: &visitor, method: &method, pattern, code, took };
        line.write(&response);
        response
    }

    fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> Visitor {
        let address = client_of(peer, headers, &self.inner.settings.trusted_proxies);
        let number = self.inner.numbered.fetch_add(1, Ordering::Relaxed);
        Visitor {
            address,
            is_local: peer.to_canonical().is_loopback() && !speaks_for_another(headers),
            is_encrypted: came_encrypted(peer, headers, &self.inner.settings.trusted_proxies),
            request: format!("{}-{number}", self.inner.numbers_begin),
        }
    }

    fn dress(
        &self,
        response: &mut Response,
        visitor: &Visitor,
        method: &Method,
        origin: Option<HeaderValue>,
    ) {
        let headers = response.headers_mut();
        for (name, value) in SECURITY {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if visitor.is_encrypted {
            headers
                .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_FROM_NOW));
        }
        headers.insert(REQUEST_ID, reply::header_of(&visitor.request));
        if let Some(origin) = origin {
            self.share(headers, method, origin);
        }
    }

    /// CORS, for the origins in the configuration only. Credentials are never shared: who calls
    /// from another origin shows a token, and cookies stay with the pages of this server.
    fn share(&self, headers: &mut HeaderMap, method: &Method, origin: HeaderValue) {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        let listed = |text| self.inner.settings.allowed_origins.iter().any(|known| known == text);
        if !origin.to_str().is_ok_and(listed) {
            return;
        }
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = "ETag, Location, Retry-After, X-Request-Id, X-Captcha-Answer";
        let exposed = HeaderValue::from_static(exposed);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        if let (&Method::OPTIONS, Some(allow)) = (method, headers.get(header::ALLOW).cloned()) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allow);
            let allowed = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match";
            let allowed = HeaderValue::from_static(allowed);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        }
    }
}

/// Whether a proxy sends this on, listed or not: then who sits at the other end is unknown.
fn speaks_for_another(headers: &HeaderMap) -> bool {
    ["x-forwarded-for", "forwarded", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// What the log says of one request. Deliberately absent: the path as it came, the query, the
/// body, every header; they hold what people would not want read, and what strangers would like
/// to see written.
struct Line<'a> {
    visitor: &'a Visitor,
    method: &'a Method,
    pattern: &'static str,
    code: Option<Code>,
    took: std::time::Duration,
}

impl Line<'_> {
    fn write(&self, response: &Response) {
        let status = response.status();
        let took_us = u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX);
        let method = method_word(self.method);
        let client = masked(self.visitor.address);
        let code = self.code.map_or("", Code::text);
        let (request, pattern) = (&self.visitor.request, self.pattern);
        let status_number = status.as_u16();
        if status.is_server_error() {
            tracing::error!(
                method, route = pattern, status = status_number, code, took_us, %client, %request, "answered"
            );
        } else {
            tracing::info!(
                method, route = pattern, status = status_number, code, took_us, %client, %request, "answered"
            );
        }
    }
}

/// A method is any word that a client likes; only those that mean something are repeated.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Enough of an address to see where trouble comes from, and too little to see from whom.
pub fn masked(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.x")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:x")
        }
    }
}
