//! One warp filter per front end, and under it that front end's own route table.
//!
//! A front end can so have a 404, a 405, limits and a shape of errors of its own; its table can be
//! walked by documents and tests; and a hundred routes cost one filter's compile time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::{Buf, Bytes};
use futures_util::{FutureExt, Stream};
use warp::Filter;
use warp::filters::BoxedFilter;
use warp::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use warp::path::FullPath;

use super::body::{self, BodyLimits};
use super::call::{Call, Visitor};
use super::content::Content;
use super::path;
use super::refusal::{Refusal, Words};
use super::reply::{self, Response};
use super::table::{BodyRule, Found, Route, Table};
use crate::limits::{Limits, TooMany};

/// The pattern of the place that answered; logs and numbers take it from the answer.
#[derive(Clone, Copy, Debug)]
pub struct Pattern(pub &'static str);

/// The contract under which it answered, so that an operator sees when one is used no more.
#[derive(Clone, Copy, Debug)]
pub struct Contract(pub &'static str);

pub struct Mount<S> {
    table: Table<S>,
    state: S,
    words: Words,
    limits: BodyLimits,
    pace: Option<Arc<Limits>>,
    contract: Option<Contract>,
    /// Whether a slash too many, before the path or behind it, means nothing.
    forgives_slashes: bool,
}

/// The head of a request.
struct Head {
    method: Method,
    path: FullPath,
    headers: HeaderMap,
    query: Option<String>,
    visitor: Visitor,
}

impl<S: Clone + Send + Sync + 'static> Mount<S> {
    pub fn new(table: Table<S>, state: S, words: Words, limits: BodyLimits) -> Mount<S> {
        Mount { table, state, words, limits, pace: None, contract: None, forgives_slashes: false }
    }

    /// Counts requests by the client's address, those without a credential once more.
    #[must_use]
    pub fn paced_by(mut self, limits: Arc<Limits>) -> Mount<S> {
        self.pace = Some(limits);
        self
    }

    /// Counts requests as made under that contract.
    #[must_use]
    pub fn under_contract(mut self, name: &'static str) -> Mount<S> {
        self.contract = Some(Contract(name));
        self
    }

    /// The filter of a front end whose paths all begin with one word.
    pub fn under(self, first: &'static str) -> BoxedFilter<(Response,)> {
        Arc::new(self).filter(warp::path(first).boxed())
    }

    /// The filter of a front end that takes whatever is nobody else's.
    pub fn everywhere(self) -> BoxedFilter<(Response,)> {
        Arc::new(self).filter(warp::any().boxed())
    }

    /// The filter of a front end that shares the first words of its paths with others: it takes
    /// the places in its table, `//places/` too, and leaves the rest to who comes after it.
    pub fn where_known(mut self) -> BoxedFilter<(Response,)> {
        self.forgives_slashes = true;
        let mount = Arc::new(self);
        let asked = mount.clone();
        let ours = warp::path::full().and_then(move |path: FullPath| {
            let path = asked.forgiven(path.as_str());
            // One that nobody can read is refused in the words of whose it would have been.
            let segments = path::segments(path).unwrap_or_else(|_| path::raw_segments(path));
            let known = asked.table.knows(&segments);
            std::future::ready(if known { Ok(()) } else { Err(warp::reject::not_found()) })
        });
        mount.filter(ours.untuple_one().boxed())
    }

    fn segments(&self, path: &str) -> Result<Vec<String>, path::BadPath> {
        path::segments(self.forgiven(path))
    }

    /// A path without the slashes that do not count here.
    fn forgiven<'a>(&self, path: &'a str) -> &'a str {
        if !self.forgives_slashes {
            return path;
        }
        let path = path.trim_start_matches('/');
        path.strip_suffix('/').unwrap_or(path)
    }

    fn filter(self: Arc<Self>, ours: BoxedFilter<()>) -> BoxedFilter<(Response,)> {
        let mount = self;
        let query = warp::query::raw().map(Some).or(warp::any().map(|| None::<String>)).unify();
        let head = warp::method()
            .and(warp::path::full())
            .and(warp::header::headers_cloned())
            .and(query)
            .and(warp::ext::get::<Visitor>())
            .map(|method, path, headers, query, visitor| Head {
                method,
                path,
                headers,
                query,
                visitor,
            });
        ours.and(head)
            .and(warp::body::stream())
            .then(move |head, body| {
                let mount = mount.clone();
                async move { mount.answer(head, body).await }
            })
            .boxed()
    }

    async fn answer<B: Buf + Send + 'static>(
        &self,
        head: Head,
        body: impl Stream<Item = Result<B, warp::Error>> + Send + 'static,
    ) -> Response {
        let brings_body = body::comes_with(&head.headers);
        let refuse = |refusal: &Refusal| match brings_body {
            true => last_of_its_way((self.words)(refusal)),
            false => (self.words)(refusal),
        };
        let length = head.path.as_str().len() + head.query.as_ref().map_or(0, String::len);
        if length > path::BYTES_MAX {
            return refuse(&Refusal::TooLongUri);
        }
        let segments = match self.segments(head.path.as_str()) {
            Ok(segments) => segments,
            Err(bad) => return refuse(&Refusal::Path(bad)),
        };
        let (pattern, mut response) = match self.table.find(&head.method, &segments) {
            Found::Nothing => return refuse(&Refusal::NoSuchPlace),
            Found::OtherMethod { pattern, allow } => {
                let mut response = match head.method == Method::OPTIONS {
                    true => reply::empty(StatusCode::NO_CONTENT),
                    false => refuse(&Refusal::OtherMethod),
                };
                response.headers_mut().insert(header::ALLOW, reply::header_of(&allow));
                (pattern, response)
            }
            Found::Route(route, params) => {
                let answer = self.answer_at(route, head, params, body).await;
                (route.pattern, answer.unwrap_or_else(|refusal| refuse(&refusal)))
            }
        };
        response.extensions_mut().insert(Pattern(pattern));
        if let Some(contract) = self.contract {
            response.extensions_mut().insert(contract);
        }
        response
    }

    async fn answer_at<B: Buf + Send + 'static>(
        &self,
        route: &Route<S>,
        head: Head,
        params: super::table::Params,
        body: impl Stream<Item = Result<B, warp::Error>> + Send + 'static,
    ) -> Result<Response, Refusal> {
        let Head { method, headers, query, visitor, .. } = head;
        self.check_pace(&visitor, &headers)
            .map_err(|TooMany { retry_after, .. }| Refusal::TooMany { retry_after })?;
        let admitted = route.entrance.admit(self.state.clone(), &visitor, &headers).await?;
        let (body, content) = match route.body {
            BodyRule::Streamed => (Bytes::new(), Content::of(body)),
            _ => {
                let body = body::read(&route.body, &headers, self.limits, body).await?;
                (body, Content::default())
            }
        };
        let is_read = (route.body == BodyRule::Streamed).then(|| content.watch());
        let answer = admitted(Call { method, visitor, headers, params, query, body, content });
        // A defect in one handler costs its own request an answer, and nobody else anything.
        let answer = AssertUnwindSafe(answer).catch_unwind().await.map_err(|_| Refusal::Failed)?;
        Ok(match is_read.is_none_or(|is_read| is_read.load(Ordering::Relaxed)) {
            true => answer,
            false => last_of_its_way(answer),
        })
    }

    fn check_pace(&self, visitor: &Visitor, headers: &HeaderMap) -> Result<(), TooMany> {
        let Some(limits) = &self.pace else { return Ok(()) };
        limits.request_from(visitor.address)?;
        match headers.contains_key(header::AUTHORIZATION) {
            true => Ok(()),
            false => limits.anonymous_request_from(visitor.address),
        }
    }
}

/// Nobody reads the rest of the body, so nothing else can come this way, and the client must know.
fn last_of_its_way(mut response: Response) -> Response {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}
