//! Who shows a token, a key or a cookie. Any of them is a session of the one session store,
//! whichever contract gave it out.

use warp::http::{HeaderMap, header};

use super::Means;
use super::trouble::Trouble;
use crate::accounts::{AuthError, Caller, Grant, Visit};
use crate::http::call::{Call, Visitor};
use crate::http::cookies::{self, Cookie};
use crate::http::origin::is_welcome;
use crate::http::refusal::Refusal;
use crate::http::reply::Response;
use crate::store::SessionKind;

/// Why nobody is known to be asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCaller {
    NotSignedIn,
    /// A page of another site asks, with a cookie that the browser lends it.
    FromElsewhere,
    Trouble(Trouble),
}

impl Means {
    pub fn visit(&self, call: &Call, shows: SessionKind) -> Visit {
        let language = call.language().unwrap_or(self.accounts.settings().language);
        Visit { origin: call.origin(), language, shows }
    }

    /// By the `Authorization` header if there is one, else by the cookie, if a page of ours asks.
    pub async fn caller(&self, call: &Call) -> Result<Caller, NoCaller> {
        match call.headers.contains_key(header::AUTHORIZATION) {
            true => self.caller_by_header(call).await,
            false => self.caller_from_here(call).await,
        }
    }

    /// By the `Authorization` header: `Bearer …`, `JWT …`, `Token …`, or the bare text.
    pub async fn caller_by_header(&self, call: &Call) -> Result<Caller, NoCaller> {
        let shown = call.header(header::AUTHORIZATION).map(str::trim).unwrap_or_default();
        let shown = match shown.split_once(' ') {
            Some((scheme, rest)) if is_known(scheme) => rest.trim(),
            _ => shown,
        };
        self.caller_showing(shown, &call.visitor).await
    }

    /// By the session cookie, for what changes nothing.
    pub async fn caller_by_cookie(&self, call: &Call) -> Result<Caller, NoCaller> {
        let shown = cookies::get(&call.visitor, &call.headers, cookies::SESSION);
        self.caller_showing(shown.unwrap_or_default(), &call.visitor).await
    }

    /// As [`Means::caller_from_here`], for who asks before the body is read.
    pub async fn cookie_holder(
        &self,
        visitor: &Visitor,
        headers: &HeaderMap,
    ) -> Result<Caller, Refusal> {
        if !is_welcome(headers, &self.allowed_origins) {
            return Err(Refusal::NotAllowed);
        }
        let shown = cookies::get(visitor, headers, cookies::SESSION).unwrap_or_default();
        self.caller_showing(shown, visitor).await.map_err(|error| match error {
            NoCaller::NotSignedIn => Refusal::NoCredential,
            NoCaller::FromElsewhere => Refusal::NotAllowed,
            NoCaller::Trouble(_) => Refusal::Unavailable,
        })
    }

    /// As [`Means::caller_by_cookie`], for what changes something: a page of ours must be asking.
    pub async fn caller_from_here(&self, call: &Call) -> Result<Caller, NoCaller> {
        match self.is_from_here(call) {
            true => self.caller_by_cookie(call).await,
            false => Err(NoCaller::FromElsewhere),
        }
    }

    /// Hands a browser its new session. The one that it had before is over: whoever may have
    /// planted it or looked on has nothing of the new one.
    pub async fn give_cookie(&self, answer: Response, call: &Call, grant: &Grant) -> Response {
        if let Ok(before) = self.caller_by_cookie(call).await {
            // It ends by itself some day, and the login holds either way.
            let _ = self.accounts.end_session(&before, before.session().id).await;
        }
        let Some(secret) = &grant.secret else { return answer };
        // Being used prolongs a session, and the cookie must be there then.
        let lives = self.accounts.settings().sessions.life;
        let cookie = Cookie {
            name: cookies::SESSION,
            value: secret.reveal(),
            lives_seconds: lives.as_secs(),
            scripts_read: false,
        };
        cookies::set(answer, call, cookie)
    }

    /// Whether what a browser adds by itself to this request counts for anything.
    pub fn is_from_here(&self, call: &Call) -> bool {
        is_welcome(&call.headers, &self.allowed_origins)
    }

    async fn caller_showing(&self, shown: &str, visitor: &Visitor) -> Result<Caller, NoCaller> {
        if shown.is_empty() {
            return Err(NoCaller::NotSignedIn);
        }
        let found = self.accounts.authenticate(shown, visitor.address).await;
        found.map_err(|error| match error {
            AuthError::Expired | AuthError::Refused => NoCaller::NotSignedIn,
            AuthError::Unavailable(error) => NoCaller::Trouble(error.into()),
        })
    }
}

fn is_known(scheme: &str) -> bool {
    ["bearer", "jwt", "token"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}
