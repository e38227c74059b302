//! The paths that three contracts claim: `/user/register`, `/user/login`, `/user/logout`. What a
//! request brings tells whom it means; this is the one place that knows of more than one contract.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt};
use warp::http::Method;

use super::body::Fields;
use super::{Means, Mounted};
use crate::http::body::BodyLimits;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::json::Repeats;
use crate::http::mount::{Contract, Mount};
use crate::http::refusal::{Refusal, Words};
use crate::http::reply::Response;
use crate::http::table::{Route, Table};
use crate::limits::Limits;

pub type Endpoint = Arc<dyn Fn(Call) -> BoxFuture<'static, Response> + Send + Sync>;

/// An endpoint with what it stands on.
pub fn endpoint<S, Fut>(answer: fn(Call, S) -> Fut, state: &S) -> Endpoint
where
    S: Clone + Send + Sync + 'static,
    Fut: Future<Output = Response> + Send + 'static,
{
    let state = state.clone();
    Arc::new(move |call| answer(call, state.clone()).boxed())
}

/// What one contract has at the three paths.
#[derive(Clone)]
pub struct Door {
    pub contract: &'static str,
    pub words: Words,
    pub register: Endpoint,
    pub login: Endpoint,
    pub logout: Option<Endpoint>,
}

/// The contracts that are spoken.
#[derive(Clone, Default)]
pub struct Doors {
    pub captcha_session: Option<Door>,
    pub phone: Option<Door>,
    pub clinic: Option<Door>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    CaptchaSession,
    Phone,
    Clinic,
}

use Whose::{CaptchaSession, Clinic, Phone};

impl Doors {
    pub fn mounted(self, means: &Means) -> Option<Mounted> {
        self.mounted_with(means.body, Some(means.limits.clone()))
    }

    pub(super) fn mounted_with(
        self,
        body: BodyLimits,
        limits: Option<Arc<Limits>>,
    ) -> Option<Mounted> {
        // What cannot be told apart is refused in the words of the first of them.
        let words = self.first(&[CaptchaSession, Phone, Clinic])?.words;
        let table = Table::new(self.routes());
        let mount = Mount::new(table, Arc::new(self), words, body);
        let mount = match limits {
            Some(limits) => mount.paced_by(limits),
            None => mount,
        };
        Some(mount.where_known())
    }

    fn routes(&self) -> Vec<Route<Arc<Doors>>> {
        let post = |pattern, entrance| Route::reading(Method::POST, pattern, None, entrance);
        let get = |pattern, entrance| Route::plain(Method::GET, pattern, entrance);
        let mut routes = vec![post("/user/register", register.entrance())];
        if self.captcha_session.is_some() || self.phone.is_some() {
            routes.push(post("/user/login", login.entrance()));
            routes.push(post("/user/logout", logout.entrance()));
        }
        if self.captcha_session.is_some() || self.clinic.is_some() {
            routes.push(get("/user/login", visit_login.entrance()));
        }
        if self.captcha_session.is_some() {
            routes.push(get("/user/logout", logout.entrance()));
        }
        routes
    }

    /// The first of these that is spoken.
    fn first(&self, claims: &[Whose]) -> Option<&Door> {
        claims.iter().find_map(|whose| match whose {
            CaptchaSession => self.captcha_session.as_ref(),
            Phone => self.phone.as_ref(),
            Clinic => self.clinic.as_ref(),
        })
    }

    async fn answer(
        &self,
        call: Call,
        claims: &[Whose],
        endpoint: impl Fn(&Door) -> Option<&Endpoint>,
    ) -> Response {
        // The table has only places that one of the claimants has.
        let Some(door) = self.first(claims) else { return Response::default() };
        let mut response = match endpoint(door) {
            Some(endpoint) => endpoint(call).await,
            None => (door.words)(&Refusal::OtherMethod),
        };
        response.extensions_mut().insert(Contract(door.contract));
        response
    }
}

async fn register(call: Call, doors: Arc<Doors>) -> Response {
    let claims = register_claims(&said(&call).await);
    doors.answer(call, &claims, |door| Some(&door.register)).await
}

async fn login(call: Call, doors: Arc<Doors>) -> Response {
    let claims = login_claims(&said(&call).await);
    doors.answer(call, &claims, |door| Some(&door.login)).await
}

async fn logout(call: Call, doors: Arc<Doors>) -> Response {
    let claims = logout_claims(&said(&call).await);
    doors.answer(call, &claims, |door| door.logout.as_ref()).await
}

/// Only one of the three logs in by a visit.
async fn visit_login(call: Call, doors: Arc<Doors>) -> Response {
    // A query that cannot be read says all the same whom it is for.
    let mut pairs = call.raw_query().unwrap_or_default().split('&');
    let claims = visit_claims(pairs.any(|pair| pair.split('=').next() == Some("username")));
    let is_clinic =
        |door: &Door| doors.clinic.as_ref().is_some_and(|it| it.contract == door.contract);
    doors.answer(call, &claims, |door| is_clinic(door).then_some(&door.login)).await
}

/// The fields of the body. One that cannot be read has none; whose it then is will say so.
async fn said(call: &Call) -> Fields {
    Fields::read(call, Repeats::Refused).await.unwrap_or_default()
}

fn register_claims(said: &Fields) -> Vec<Whose> {
    let phone = said.has("account").then_some(Phone);
    let clinic = said.has("username").then_some(Clinic);
    phone.into_iter().chain(clinic).chain([CaptchaSession, Phone, Clinic]).collect()
}

fn login_claims(said: &Fields) -> Vec<Whose> {
    let phone = said.has("account").then_some(Phone);
    phone.into_iter().chain([CaptchaSession, Phone]).collect()
}

fn logout_claims(said: &Fields) -> Vec<Whose> {
    let phone = said.has("user_id").then_some(Phone);
    phone.into_iter().chain([CaptchaSession, Phone]).collect()
}

fn visit_claims(says_username: bool) -> Vec<Whose> {
    let clinic = says_username.then_some(Clinic);
    clinic.into_iter().chain([CaptchaSession, Clinic]).collect()
}
