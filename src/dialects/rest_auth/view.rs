//! The way of every request through a place of this contract.

use std::sync::Arc;

use warp::http::{HeaderValue, Method, StatusCode, header};

use super::accept::{self, Form};
use super::body::{self, Data};
use super::door::{self, Guest};
use super::fields::Field;
use super::words::{self, Said};
use super::{House, describe, page};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::cookies::{self, Cookie};
use crate::http::handler::Handler;
use crate::http::reply::{self, Response};
use crate::http::table::Route;

/// A place, as it describes itself.
pub struct View {
    pub name: &'static str,
    pub description: &'static str,
    /// What it answers, besides OPTIONS.
    pub methods: &'static [Method],
    /// What it says that it answers.
    pub allow: &'static str,
    pub who: Who,
    /// What a body may say, and by which method.
    pub reads: Option<(Method, &'static [Field])>,
    /// Whether that is a contact, which must be there before.
    pub changes_contact: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anybody,
    /// A credential that is no good keeps nobody from leaving.
    AnybodyWhoLeaves,
    SignedIn,
}

/// A request that may come in.
pub struct Asked {
    pub call: Call,
    pub guest: Guest,
    data: Result<Data, Said>,
}

impl Asked {
    /// What the body says. An endpoint that asks for it only late tells other things first.
    pub fn data(&self) -> Result<&Data, Said> {
        self.data.as_ref().map_err(Clone::clone)
    }

    pub fn caller(&self) -> Result<&Caller, Said> {
        self.guest.caller().ok_or_else(words::not_provided)
    }
}

/// The route of a view.
pub fn place<F, Fut>(pattern: &'static str, view: &'static View, answer: F) -> Route<House>
where
    F: Fn(Arc<Asked>, House) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<Said, Said>> + Send + 'static,
{
    let handler = move |call: Call, house: House| async move {
        let form = accept::form_of(&call);
        let asked = Arc::new(view.admit(call, &house).await);
        let refused = form.as_ref().err().cloned().or_else(|| asked.refusal(view));
        let said = match refused {
            Some(refused) => refused,
            None if asked.call.method == Method::OPTIONS => {
                describe::said(view, asked.guest.caller())
            }
            None => match answer(asked.clone(), house.clone()).await {
                Ok(said) | Err(said) => said,
            },
        };
        let response = finish(&said, form.unwrap_or(Form::Json), view);
        with_cookies(response, &said, &asked, &house).await
    };
    Route::whole(pattern, handler.entrance())
}

impl View {
    async fn admit(&self, call: Call, house: &House) -> Asked {
        let data = body::read(&call).await;
        let guest = door::who(&call, &data, house).await;
        let guest = match (self.who, guest) {
            (Who::AnybodyWhoLeaves, Guest::Refused(said)) if said.status == 401 => Guest::Nobody,
            (_, guest) => guest,
        };
        Asked { call, guest, data }
    }
}

impl Asked {
    /// Why the endpoint is not even asked.
    fn refusal(&self, view: &View) -> Option<Said> {
        let method = &self.call.method;
        match &self.guest {
            Guest::Refused(said) => Some(said.clone()),
            Guest::Nobody | Guest::DeadCookie if view.who == Who::SignedIn => {
                Some(words::not_provided())
            }
            _ if *method == Method::OPTIONS || view.methods.contains(method) => None,
            _ => Some(words::other_method(method.as_str())),
        }
    }
}

fn finish(said: &Said, form: Form, view: &View) -> Response {
    let status = StatusCode::from_u16(said.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match form {
        Form::Json => reply::json_with(status, &said.body),
        Form::Page => page::of(view.name, status, &said.body),
    };
    let headers = response.headers_mut();
    headers.insert(header::ALLOW, HeaderValue::from_static(view.allow));
    headers.append(header::VARY, HeaderValue::from_static("Accept, Cookie"));
    if said.status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
    }
    match said.trouble {
        Some(trouble) => trouble.wait(response),
        None => response,
    }
}

async fn with_cookies(response: Response, said: &Said, asked: &Asked, house: &House) -> Response {
    let call = &asked.call;
    let Some(opened) = &said.opened else {
        let forgets = said.forgets || matches!(asked.guest, Guest::DeadCookie);
        return match forgets {
            true => cookies::forget(response, call, cookies::SESSION),
            false => response,
        };
    };
    let accounts = &house.means.accounts;
    let token = accounts.page_token(&opened.session);
    let csrf = Cookie {
        name: cookies::CSRF,
        value: token.reveal(),
        lives_seconds: accounts.settings().sessions.life.as_secs(),
        scripts_read: true,
    };
    house.means.give_cookie(cookies::set(response, call, csrf), call, opened).await
}
