//! The document of an API, made from its route table: what is mounted is described, and what is
//! described is mounted.
//!
//! The annotation on a handler names method and path once; the table takes them from there. Who
//! may come in is taken from the handler's arguments, the answers that every place can give are
//! added here, so that no handler has to repeat them.

use std::collections::BTreeMap;
use std::fmt::Write;

use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, HeaderBuilder, InfoBuilder, OpenApi, OpenApiBuilder,
    PathsBuilder, Ref, RefOr, Response as Described, ResponseBuilder, Schema,
};
use utoipa::{PartialSchema, ToSchema};
use warp::http::Method;

use super::call::Call;
use super::grounds::Grounds;
use super::handler::{Handler, Need};
use super::problem::{Code, FieldError, ProblemDocument};
use super::reply::{self, Response};
use super::table::{BodyRule, Route};

/// Routes of handlers that are described by `#[utoipa::path]` and are called `answer`, one in each
/// module, beside the `PROBLEMS` that only it can answer: `described![me::show, me::delete]`.
#[macro_export]
macro_rules! described {
    ($($($module:ident)::+),* $(,)?) => {
        [$($crate::http::openapi::Endpoint::of(
            $($module)::+::__path_answer,
            concat!($(stringify!($module), "_"),+),
            $($module)::+::answer,
            $($module)::+::PROBLEMS,
        )),*]
    };
}

/// A route together with the schemas that its description names.
pub struct Endpoint<S> {
    pub route: Route<S>,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl<S> Endpoint<S> {
    pub fn of<P, H, Kind>(_: P, name: &str, handler: H, own: &[Code]) -> Endpoint<S>
    where
        P: utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>,
        H: Handler<S, Kind>,
    {
        let entrance = handler.entrance();
        let mut operation = P::operation();
        operation.operation_id = Some(name.trim_end_matches('_').to_owned());
        operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
        let body = body_rule(&operation);
        describe_problems(&mut operation, entrance.need, &body, own);
        let mut schemas = Vec::new();
        P::schemas(&mut schemas);
        let method = P::methods().first().map_or(Method::GET, method_of);
        let pattern = P::path().leak();
        let route =
            Route { method, pattern, entrance, body, operation: Some(operation), takes_all: false };
        Endpoint { route, schemas }
    }

    /// The handler takes the body as it comes, whatever it is called.
    #[must_use]
    pub fn streamed(mut self) -> Endpoint<S> {
        self.route.body = BodyRule::Streamed;
        self
    }

    /// Another limit on the body than the mount's.
    #[must_use]
    pub fn body_bytes_max(mut self, most: usize) -> Endpoint<S> {
        if let BodyRule::Wanted { bytes_max, .. } = &mut self.route.body {
            *bytes_max = Some(most);
        }
        self
    }
}

fn body_rule(operation: &Operation) -> BodyRule {
    match &operation.request_body {
        Some(RefOr::T(body)) => {
            BodyRule::Wanted { types: body.content.keys().cloned().collect(), bytes_max: None }
        }
        _ => BodyRule::Ignored,
    }
}

fn describe_problems(operation: &mut Operation, need: Need, body: &BodyRule, own: &[Code]) {
    let mut codes = vec![Code::BadRequest, Code::RateLimited, Code::Internal, Code::Unavailable];
    if need != Need::Nothing {
        codes.push(Code::Unauthenticated);
        codes.push(Code::TokenExpired);
        let none: [&str; 0] = [];
        operation.security = Some(vec![SecurityRequirement::new("bearer", none)]);
    }
    if need == Need::Admin {
        codes.push(Code::Forbidden);
    }
    if let BodyRule::Wanted { types, .. } = body {
        codes.extend([Code::RequestTimeout, Code::PayloadTooLarge, Code::UnsupportedMediaType]);
        if types.iter().any(|media| media == "application/json") {
            codes.push(Code::MalformedJson);
        }
    }
    codes.extend(own);
    let mut by_status: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for code in codes {
        let said = format!("`{}`: {}.", code.text(), code.title());
        by_status.entry(code.status().as_u16()).or_default().push(said);
    }
    for (status, said) in by_status {
        let answer = RefOr::T(problem(&said.join(" ")));
        operation.responses.responses.insert(status.to_string(), answer);
    }
}

/// The description of an answer that is a problem.
fn problem(description: &str) -> Described {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .header("X-Request-Id", HeaderBuilder::new().schema(Some(String::schema())).build())
        .build()
}

/// The document of everything described.
pub fn document<S>(endpoints: &[Endpoint<S>], description: &str) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut schemas: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut problem_schemas =
        vec![(ProblemDocument::name().into_owned(), ProblemDocument::schema())];
    ProblemDocument::schemas(&mut problem_schemas);
    problem_schemas.push((FieldError::name().into_owned(), FieldError::schema()));
    schemas.extend(problem_schemas);
    for Endpoint { route, schemas: named } in endpoints {
        let Some(operation) = route.operation.clone() else { continue };
        let item = utoipa::openapi::PathItem::new(described_method(&route.method), operation);
        paths = paths.path(route.pattern, item);
        schemas.extend(named.iter().cloned());
    }
    let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Teahouse")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .build();
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
}

fn method_of(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
        _ => Method::GET,
    }
}

fn described_method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// The page that the `type` of a problem leads to.
pub async fn problems(_: Call, _: Grounds) -> Response {
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><title>Problems</title>\
         <link rel=stylesheet href=/static/style.css><main><h1>Problems</h1><dl>",
    );
    for code in Code::ALL {
        let (text, title, status) = (code.text(), code.title(), code.status().as_u16());
        // The texts are from our own table and hold nothing that HTML would read otherwise.
        let _ = write!(page, "<dt id={text}><code>{text}</code> ({status})<dd>{title}.");
    }
    page.push_str("</dl></main>");
    let mut response = reply::text("text/html; charset=utf-8", page);
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";
    response.headers_mut().insert(
        warp::http::header::CONTENT_SECURITY_POLICY,
        warp::http::HeaderValue::from_static(policy),
    );
    response
}
