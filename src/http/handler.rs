//! Handlers. What a handler takes says who may come in, so that the check can be neither forgotten
//! nor repeated:
//!
//! - `async fn(Call, S)`: anybody;
//! - `async fn(Call, Caller, S)`: who is signed in;
//! - `async fn(Call, Admin, S)`: an admin.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::{BoxFuture, FutureExt};
use warp::http::HeaderMap;

use super::call::{Call, Visitor};
use super::refusal::Refusal;
use super::reply::{Answer, Response};
use crate::accounts::{Admin, Caller};

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    SignedIn,
    Admin,
}

/// Tells who is calling, from the head of the request alone: who may not come in is refused
/// before the body is read.
#[async_trait]
pub trait Doorkeeper: Send + Sync {
    async fn caller(&self, visitor: &Visitor, headers: &HeaderMap) -> Result<Caller, Refusal>;

    fn admin(&self, caller: &Caller) -> Option<Admin>;
}

/// A handler for whom the one question is answered and who waits for the body.
pub type Admitted = Box<dyn FnOnce(Call) -> BoxFuture<'static, Response> + Send>;

type Admission<'a> = BoxFuture<'a, Result<Admitted, Refusal>>;

type Admit<S> = dyn for<'a> Fn(S, &'a Visitor, &'a HeaderMap) -> Admission<'a> + Send + Sync;

/// The way in to a handler, whatever its arguments.
pub struct Entrance<S> {
    pub need: Need,
    admit: Arc<Admit<S>>,
}

impl<S> Entrance<S> {
    fn new(
        need: Need,
        admit: impl for<'a> Fn(S, &'a Visitor, &'a HeaderMap) -> Admission<'a> + Send + Sync + 'static,
    ) -> Entrance<S> {
        Entrance { need, admit: Arc::new(admit) }
    }

    pub async fn admit(
        &self,
        state: S,
        visitor: &Visitor,
        headers: &HeaderMap,
    ) -> Result<Admitted, Refusal> {
        (self.admit)(state, visitor, headers).await
    }
}

/// Implemented for the functions above; `Kind` only keeps the three apart.
pub trait Handler<S, Kind> {
    fn entrance(self) -> Entrance<S>;
}

pub struct ForAnybody;
pub struct ForCallers;
pub struct ForAdmins;

impl<S, F, Fut> Handler<S, ForAnybody> for F
where
    S: Send + 'static,
    F: Fn(Call, S) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output: Answer> + Send + 'static,
{
    fn entrance(self) -> Entrance<S> {
        Entrance::new(Need::Nothing, move |state: S, _, _| {
            let handler = self.clone();
            let admitted: Admitted =
                Box::new(move |call| handler(call, state).map(Answer::into_answer).boxed());
            std::future::ready(Ok(admitted)).boxed()
        })
    }
}

impl<S, F, Fut> Handler<S, ForCallers> for F
where
    S: Doorkeeper + Send + 'static,
    F: Fn(Call, Caller, S) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output: Answer> + Send + 'static,
{
    fn entrance(self) -> Entrance<S> {
        Entrance::new(Need::SignedIn, move |state: S, visitor, headers| {
            let handler = self.clone();
            async move {
                let caller = state.caller(visitor, headers).await?;
                let admitted: Admitted = Box::new(move |call| {
                    handler(call, caller, state).map(Answer::into_answer).boxed()
                });
                Ok(admitted)
            }
            .boxed()
        })
    }
}

impl<S, F, Fut> Handler<S, ForAdmins> for F
where
    S: Doorkeeper + Send + 'static,
    F: Fn(Call, Admin, S) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output: Answer> + Send + 'static,
{
    fn entrance(self) -> Entrance<S> {
        Entrance::new(Need::Admin, move |state: S, visitor, headers| {
            let handler = self.clone();
            async move {
                let caller = state.caller(visitor, headers).await?;
                let admin = state.admin(&caller).ok_or(Refusal::NotAllowed)?;
                let admitted: Admitted = Box::new(move |call| {
                    handler(call, admin, state).map(Answer::into_answer).boxed()
                });
                Ok(admitted)
            }
            .boxed()
        })
    }
}
