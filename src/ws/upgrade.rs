//! `GET /ws`: a request becomes a socket.

use std::sync::Arc;

use hyper::upgrade::OnUpgrade;
use warp::Filter;
use warp::filters::BoxedFilter;
use warp::http::{HeaderMap, Method, header};

use super::House;
use super::connection;
use super::credential::Credential;
use super::decoder::DecoderLimits;
use super::guest::{Guest, NotLetIn};
use super::handshake::{Handshake, NoHandshake};
use super::socket::Socket;
use crate::accounts::{AuthError, LoginError, Visit};
use crate::http::call;
use crate::http::call::Visitor;
use crate::http::listen::{Connection, Paced};
use crate::http::mount::Pattern;
use crate::http::origin::is_welcome;
use crate::http::query::Query;
use crate::http::{Code, Problem, Response};
use crate::limits::TooMany;
use crate::store::SessionKind;
use crate::values::Language;

/// More pieces than this are no message.
const FRAGMENTS_MAX: usize = 1024;

/// Everything of a request that is needed.
struct Knock {
    method: Method,
    headers: HeaderMap,
    query: Option<String>,
    visitor: Visitor,
    connection: Connection,
    upgrade: Option<OnUpgrade>,
}

pub fn mount(house: Arc<House>) -> BoxedFilter<(Response,)> {
    let query = warp::query::raw().map(Some).or(warp::any().map(|| None::<String>)).unify();
    warp::path!("ws")
        .and(warp::method())
        .and(warp::header::headers_cloned())
        .and(query)
        .and(warp::ext::get::<Visitor>())
        .and(warp::ext::get::<Connection>())
        .and(warp::ext::optional::<OnUpgrade>())
        .then(move |method, headers, query, visitor, connection, upgrade| {
            let house = Arc::clone(&house);
            let knock = Knock { method, headers, query, visitor, connection, upgrade };
            async move {
                let mut response = knock.answer(house).await.unwrap_or_else(|refused| refused);
                response.extensions_mut().insert(Pattern("/ws"));
                response
            }
        })
        .boxed()
}

impl Knock {
    /// In this order: is it a handshake, may that page ask, who is it. Only then it is a socket.
    async fn answer(self, house: Arc<House>) -> Result<Response, Response> {
        let handshake =
            Handshake::read(&self.method, &self.headers).map_err(NoHandshake::answer)?;
        let Some(upgrade) = self.upgrade.clone() else {
            return Err(NoHandshake::NotAsked.answer());
        };
        self.check_pace(&house).map_err(|TooMany { retry_after, .. }| {
            Problem::new(Code::RateLimited).retry_after(retry_after).into_response()
        })?;
        let guest = self.guest(&house).await?;
        self.seat(house, guest, upgrade);
        Ok(handshake.accept())
    }

    /// A connection counts as a request; what nobody answers for, once more.
    fn check_pace(&self, house: &House) -> Result<(), TooMany> {
        house.limits.request_from(self.visitor.address)?;
        match self.headers.contains_key(header::AUTHORIZATION) {
            true => Ok(()),
            false => house.limits.anonymous_request_from(self.visitor.address),
        }
    }

    async fn guest(&self, house: &House) -> Result<Guest, Response> {
        let query = Query::parse(self.query.as_deref()).map_err(Problem::into_response)?;
        let credential = Credential::find(&self.visitor, &self.headers, &query);
        // What a browser adds by itself proves nothing about the page that asked.
        let shown = credential.as_ref().is_some_and(|credential| !credential.is_lent());
        if !shown && !is_welcome(&self.headers, &house.settings.allowed_origins) {
            let problem = Problem::new(Code::Forbidden).detail("pages of that origin may not");
            return Err(problem.into_response());
        }
        let Some(credential) = credential else { return Err(unauthenticated()) };
        let holds = query.text("hold").is_some_and(|hold| hold == "1");
        let visit = self.visit(house);
        Guest::admit(house, credential, &visit, holds).await.map_err(refused)
    }

    fn visit(&self, house: &House) -> Visit {
        let asked = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = asked.and_then(Language::from_accept_language);
        let language = language.unwrap_or(house.accounts.settings().language);
        let origin = call::origin(&self.visitor, &self.headers);
        Visit { origin, language, shows: SessionKind::Refreshed }
    }

    /// Waits until the answer has been written and the stream is ours, then serves.
    fn seat(self, house: Arc<House>, guest: Guest, upgrade: OnUpgrade) {
        let Connection { place, tasks, stopping, .. } = self.connection;
        let guest = Box::new(guest);
        tasks.spawn(async move {
            // Counted until the socket is gone.
            let _place = place;
            let limits = DecoderLimits {
                message_bytes: house.settings.frame_bytes_max,
                fragments: FRAGMENTS_MAX,
            };
            match socket_of(upgrade, limits).await {
                Some(socket) => connection::serve(house, guest, socket, stopping).await,
                None => guest.leave(&house).await,
            }
        });
    }
}

/// The bare stream under hyper. What hyper has read of the socket's bytes is copied, because the
/// buffer it lies in is much larger.
pub async fn socket_of(upgrade: OnUpgrade, limits: DecoderLimits) -> Option<Socket> {
    let parts = upgrade.await.ok()?.downcast::<Paced>().ok()?;
    Some(Socket::new(parts.io.into_inner(), parts.read_buf.to_vec(), limits))
}

fn unauthenticated() -> Response {
    // No challenge for Basic: a browser would ask for the password and keep it for any page.
    let problem = Problem::new(Code::Unauthenticated).detail(
        "send a token (Authorization: Bearer …, or the subprotocol bearer.…), a key \
         (Authorization: Token …), a ticket (?ticket=…), the cookie of a session or, by hand, \
         a name and password (Authorization: Basic …)",
    );
    problem.into_response()
}

fn refused(not: NotLetIn) -> Response {
    let wait = |code, retry_after| Problem::new(code).retry_after(retry_after).into_response();
    match not {
        NotLetIn::Token(AuthError::Expired) => Problem::new(Code::TokenExpired).into_response(),
        NotLetIn::Token(AuthError::Refused) => Problem::new(Code::Unauthenticated)
            .detail("the credential is not good, or no longer")
            .into_response(),
        NotLetIn::Password(LoginError::NoSuchAccount | LoginError::WrongPassword) => {
            Problem::new(Code::InvalidCredentials).into_response()
        }
        NotLetIn::Password(LoginError::Disabled) => {
            Problem::new(Code::AccountDisabled).into_response()
        }
        NotLetIn::Password(LoginError::TooMany(too_many)) => {
            wait(Code::RateLimited, too_many.retry_after)
        }
        NotLetIn::Password(LoginError::Busy(busy)) => wait(Code::Busy, busy.retry_after),
        NotLetIn::Token(AuthError::Unavailable(error))
        | NotLetIn::Password(LoginError::Unavailable(error)) => {
            tracing::warn!(%error, "nobody can be let in just now");
            Problem::new(Code::Unavailable).into_response()
        }
    }
}
