//! A route table: which handler stands at which place.

use warp::http::Method;

use super::handler::Entrance;

/// One method at one place.
pub struct Route<S> {
    pub method: Method,
    /// As in `/v1/sessions/{id}`; also what logs and numbers call the place.
    pub pattern: &'static str,
    pub(super) entrance: Entrance<S>,
    pub(super) body: BodyRule,
    pub(super) operation: Option<utoipa::openapi::path::Operation>,
    /// Whether it answers every method, also those that it then refuses.
    pub(super) takes_all: bool,
}

impl<S> Route<S> {
    /// A place that no document describes and that reads no body.
    pub fn plain(method: Method, pattern: &'static str, entrance: Entrance<S>) -> Route<S> {
        Route {
            method,
            pattern,
            entrance,
            body: BodyRule::Ignored,
            operation: None,
            takes_all: false,
        }
    }

    /// A place that no document describes and whose handler judges for itself what the body is.
    pub fn reading(
        method: Method,
        pattern: &'static str,
        bytes_max: Option<usize>,
        entrance: Entrance<S>,
    ) -> Route<S> {
        let body = BodyRule::Wanted { types: Vec::new(), bytes_max };
        Route { method, pattern, entrance, body, operation: None, takes_all: false }
    }

    /// A place whose handler answers every method itself, for contracts that look at who asks
    /// before they look at what for.
    pub fn whole(pattern: &'static str, entrance: Entrance<S>) -> Route<S> {
        Route { takes_all: true, ..Route::reading(Method::POST, pattern, None, entrance) }
    }
}

/// What may come as the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyRule {
    /// Nobody reads it.
    Ignored,
    Wanted {
        /// Media types without parameters. Empty: the handler looks for itself.
        types: Vec<String>,
        /// `None` for the mount's own limit.
        bytes_max: Option<usize>,
    },
    /// The handler takes it as it comes, and says how much of it ([`Call::content`]).
    ///
    /// [`Call::content`]: super::call::Call::content
    Streamed,
}

enum Part {
    Literal(&'static str),
    Name(&'static str),
}

struct Place<S> {
    pattern: &'static str,
    parts: Vec<Part>,
    routes: Vec<Route<S>>,
}

/// The places, those with the more literal beginning first: `/v1/sessions/current` is found before
/// `/v1/sessions/{id}`. Looking them through in order takes a microsecond for sixty of them.
pub struct Table<S> {
    places: Vec<Place<S>>,
}

pub type Params = Vec<(&'static str, String)>;

pub enum Found<'a, S> {
    Route(&'a Route<S>, Params),
    OtherMethod { pattern: &'static str, allow: String },
    Nothing,
}

impl<S> Table<S> {
    pub fn new(routes: Vec<Route<S>>) -> Table<S> {
        let mut places: Vec<Place<S>> = Vec::new();
        for route in routes {
            match places.iter_mut().find(|place| place.pattern == route.pattern) {
                Some(place) => place.routes.push(route),
                None => places.push(Place {
                    pattern: route.pattern,
                    parts: parts(route.pattern),
                    routes: vec![route],
                }),
            }
        }
        let names = |place: &Place<S>| -> Vec<bool> {
            place.parts.iter().map(|part| matches!(part, Part::Name(_))).collect()
        };
        places.sort_by_key(names);
        Table { places }
    }

    /// Whether there is such a place, whatever may be done there.
    pub fn knows(&self, segments: &[String]) -> bool {
        self.places.iter().any(|place| place.matches(segments).is_some())
    }

    pub fn find(&self, method: &Method, segments: &[String]) -> Found<'_, S> {
        let found = self.places.iter().find_map(|place| Some((place, place.matches(segments)?)));
        let Some((place, params)) = found else { return Found::Nothing };
        match place.route(method) {
            Some(route) => Found::Route(route, params),
            None => Found::OtherMethod { pattern: place.pattern, allow: place.allow() },
        }
    }
}

impl<S> Place<S> {
    fn matches(&self, segments: &[String]) -> Option<Params> {
        if segments.len() != self.parts.len() {
            return None;
        }
        let mut params = Params::new();
        for (part, segment) in self.parts.iter().zip(segments) {
            match part {
                Part::Literal(text) if *text == segment => {}
                Part::Name(name) if !segment.is_empty() => params.push((name, segment.clone())),
                _ => return None,
            }
        }
        Some(params)
    }

    /// HEAD is GET whose body stays behind; hyper sees to that.
    fn route(&self, method: &Method) -> Option<&Route<S>> {
        let of = |method: &Method| self.routes.iter().find(|route| route.method == *method);
        let whole = || self.routes.iter().find(|route| route.takes_all);
        of(method).or_else(|| of(&Method::GET).filter(|_| method == Method::HEAD)).or_else(whole)
    }

    fn allow(&self) -> String {
        let mut methods: Vec<_> = self.routes.iter().map(|route| route.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.push("OPTIONS");
        methods.join(", ")
    }
}

fn parts(pattern: &'static str) -> Vec<Part> {
    let part = |text: &'static str| {
        let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.map_or(Part::Literal(text), Part::Name)
    };
    pattern.strip_prefix('/').unwrap_or(pattern).split('/').map(part).collect()
}
