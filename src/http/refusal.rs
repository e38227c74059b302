//! Why a request did not reach its handler. Each front end has words of its own for these.

use std::time::Duration;

use super::path::BadPath;
use super::problem::{Code, Problem};
use super::reply::Response;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Path(BadPath),
    TooLongUri,
    NoSuchPlace,
    /// The `Allow` header is added by the mount.
    OtherMethod,
    /// The credential is missing or of a kind that is not taken here.
    NoCredential,
    /// It expired; a refresh helps.
    ExpiredCredential,
    BadCredential,
    NotAllowed,
    TooLarge {
        bytes_max: usize,
    },
    TooSlow,
    /// The client broke off, or its chunks make no sense.
    BrokenBody,
    /// `Content-Encoding` other than none: what unpacks to gigabytes is not unpacked.
    Encoded,
    OtherType {
        wanted: String,
    },
    TooMany {
        retry_after: Duration,
    },
    Unavailable,
    /// The handler panicked.
    Failed,
}

/// How a front end says them.
pub type Words = fn(&Refusal) -> Response;

/// The words of the canonical API, and of everything that is under no contract.
pub fn as_problem(refusal: &Refusal) -> Response {
    Problem::from(refusal).into_response()
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Problem {
        match refusal {
            Refusal::Path(bad) => Problem::new(Code::BadRequest).detail(bad.to_string()),
            Refusal::TooLongUri => Problem::new(Code::UriTooLong),
            Refusal::NoSuchPlace => Problem::new(Code::NotFound),
            Refusal::OtherMethod => Problem::new(Code::MethodNotAllowed),
            Refusal::NoCredential => Problem::new(Code::Unauthenticated)
                .detail("send the access token: Authorization: Bearer …"),
            Refusal::ExpiredCredential => Problem::new(Code::TokenExpired),
            Refusal::BadCredential => Problem::new(Code::Unauthenticated)
                .detail("the access token is not good, or no longer"),
            Refusal::NotAllowed => Problem::new(Code::Forbidden),
            Refusal::TooLarge { bytes_max } => {
                Problem::new(Code::PayloadTooLarge).detail(format!("at most {bytes_max} bytes"))
            }
            Refusal::TooSlow => Problem::new(Code::RequestTimeout),
            Refusal::BrokenBody => Problem::new(Code::BadRequest).detail("the body broke off"),
            Refusal::Encoded => Problem::new(Code::UnsupportedMediaType)
                .detail("send the body without Content-Encoding"),
            Refusal::OtherType { wanted } => {
                Problem::new(Code::UnsupportedMediaType).detail(format!("send {wanted}"))
            }
            Refusal::TooMany { retry_after } => {
                Problem::new(Code::RateLimited).retry_after(*retry_after)
            }
            Refusal::Unavailable => Problem::new(Code::Unavailable),
            Refusal::Failed => Problem::new(Code::Internal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        (&refusal).into()
    }
}
