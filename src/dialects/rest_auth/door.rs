//! Who asks: by a key in the `Authorization` header, or by the cookie of a session. A key counts
//! before a cookie, and one that is no good is refused even where nobody needs one.

use warp::http::{HeaderMap, Method, header};

use super::super::caller::NoCaller;
use super::House;
use super::body::Data;
use super::words::{self, Said};
use crate::accounts::{Caller, KeyError};
use crate::http::call::Call;
use crate::http::cookies;

/// Whom the door lets in.
pub enum Guest {
    ByKey(Caller),
    ByCookie(Caller),
    /// Shows a cookie of a session that has ended.
    DeadCookie,
    Nobody,
    Refused(Said),
}

impl Guest {
    pub fn caller(&self) -> Option<&Caller> {
        match self {
            Guest::ByKey(caller) | Guest::ByCookie(caller) => Some(caller),
            Guest::DeadCookie | Guest::Nobody | Guest::Refused(_) => None,
        }
    }
}

/// The field of a form that may stand in for the header of the same meaning.
const CSRF_FIELD: &str = "csrfmiddlewaretoken";
const CSRF_HEADER: &str = "x-csrftoken";

pub async fn who(call: &Call, data: &Result<Data, Said>, house: &House) -> Guest {
    match key_in(&call.headers) {
        Err(refused) => Guest::Refused(refused),
        Ok(Some(key)) => by_key(&key, call, house).await,
        Ok(None) => match by_cookie(call, house).await {
            Guest::ByCookie(caller) => match is_own_page(call, data, &caller, house) {
                Ok(()) => Guest::ByCookie(caller),
                Err(refused) => Guest::Refused(refused),
            },
            other => other,
        },
    }
}

async fn by_key(key: &str, call: &Call, house: &House) -> Guest {
    match house.means.accounts.authenticate_key(key, call.visitor.address).await {
        Ok(caller) => Guest::ByKey(caller),
        Err(KeyError::Refused) => Guest::Refused(words::invalid_token()),
        Err(KeyError::PasswordChanged) => Guest::Refused(words::not_provided()),
        Err(KeyError::Disabled) => Guest::Refused(words::inactive()),
        Err(KeyError::Unavailable(error)) => Guest::Refused(words::trouble(error.into())),
    }
}

/// Who shows the cookie of a session. For a page of another site it counts as not sent.
pub async fn by_cookie(call: &Call, house: &House) -> Guest {
    if cookies::get(&call.visitor, &call.headers, cookies::SESSION).is_none() {
        return Guest::Nobody;
    }
    match house.means.caller_from_here(call).await {
        Ok(caller) => Guest::ByCookie(caller),
        Err(NoCaller::NotSignedIn) => Guest::DeadCookie,
        Err(NoCaller::FromElsewhere) => Guest::Nobody,
        Err(NoCaller::Trouble(trouble)) => Guest::Refused(words::trouble(trouble)),
    }
}

/// The key of `Authorization: Token …`; another scheme is none of ours.
fn key_in(headers: &HeaderMap) -> Result<Option<String>, Said> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let mut words_of = value.as_bytes().split(u8::is_ascii_whitespace).filter(|it| !it.is_empty());
    if !words_of.next().is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"token")) {
        return Ok(None);
    }
    match (words_of.next(), words_of.next()) {
        (None, _) => Err(words::no_key()),
        (Some(_), Some(_)) => Err(words::key_with_spaces()),
        (Some(key), None) => {
            let key = std::str::from_utf8(key).map_err(|_| words::key_not_text())?;
            Ok(Some(key.to_owned()))
        }
    }
}

/// Whether the page that asks can read the cookies of its session, which no other site's page can.
fn is_own_page(
    call: &Call,
    data: &Result<Data, Said>,
    caller: &Caller,
    house: &House,
) -> Result<(), Said> {
    let changes_nothing = [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE];
    if changes_nothing.contains(&call.method) {
        return Ok(());
    }
    if cookies::get(&call.visitor, &call.headers, cookies::CSRF).is_none() {
        return Err(words::no_csrf_cookie());
    }
    let in_form = match call.method {
        Method::POST => form_field(data.as_ref().map_err(Clone::clone)?),
        _ => None,
    };
    let shown = in_form.or_else(|| call.header(CSRF_HEADER));
    // A digest of the session's own: comparing it in any time tells nothing of another's.
    match shown == Some(house.means.accounts.page_token(caller.session()).reveal()) {
        true => Ok(()),
        false => Err(words::csrf_incorrect()),
    }
}

fn form_field(data: &Data) -> Option<&str> {
    let Data::Fields(fields) = data else { return None };
    let said = fields.text(CSRF_FIELD).ok().flatten();
    said.filter(|said| !fields.typed && !said.is_empty())
}
