//! What went wrong, as RFC 9457 problem documents with stable codes.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use warp::http::{HeaderValue, StatusCode, header};

use super::reply::{self, Response};

/// Where the codes are explained to people.
pub const PAGE: &str = "/docs/problems";

/// Makes an enum of words with their stable text and what else the table says of them.
macro_rules! codes {
    ($($code:ident $text:literal $status:literal $title:literal)*) => {
        /// The closed list of what can go wrong. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(clippy::enum_variant_names, reason = "the code that was typed is another one")]
        pub enum Code { $($code),* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$code),*];

            pub fn text(self) -> &'static str {
                match self { $(Code::$code => $text),* }
            }

            pub fn status(self) -> StatusCode {
                let number: u16 = match self { $(Code::$code => $status),* };
                StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title),* }
            }
        }
    };
}

codes! {
    BadRequest            "bad_request"             400 "The request cannot be understood"
    MalformedJson         "malformed_json"          400 "The body is not JSON that can be read in one way"
    InvalidFields         "invalid_fields"          400 "Some fields are not valid"
    Unauthenticated       "unauthenticated"         401 "Sign in first"
    TokenExpired          "token_expired"           401 "The access token has expired: refresh it"
    InvalidCredentials    "invalid_credentials"     401 "The login or the password is wrong"
    RefreshRefused        "refresh_refused"         401 "The refresh token is not good, or no longer: sign in again"
    Forbidden             "forbidden"               403 "Not allowed"
    AccountDisabled       "account_disabled"        403 "The account is disabled"
    WrongPassword         "wrong_password"          403 "The password is wrong"
    WrongCode             "wrong_code"              403 "The code is wrong or no longer good"
    WrongCaptcha          "wrong_captcha"           403 "The captcha was not solved"
    RegistrationClosed    "registration_closed"     403 "Nobody can register here"
    NotAMember            "not_a_member"            403 "Only members of the room may"
    QuotaExceeded         "quota_exceeded"          403 "You keep as much as you may"
    Blocked               "blocked"                 403 "They have blocked you"
    NotFound              "not_found"               404 "Not found"
    UnknownChat           "unknown_chat"            404 "There is no such chat, or not for you"
    UnknownUser           "unknown_user"            404 "There is no such person"
    UnknownMessage        "unknown_message"         404 "The chat has no such message, or no longer"
    MethodNotAllowed      "method_not_allowed"      405 "The method is not allowed here"
    RequestTimeout        "request_timeout"         408 "The body took too long to arrive"
    Taken                 "taken"                   409 "Somebody else has that"
    Conflict              "conflict"                409 "That contradicts how things are"
    VersionMismatch       "version_mismatch"        412 "It has been changed since it was read"
    PayloadTooLarge       "payload_too_large"       413 "The body is too large"
    UriTooLong            "uri_too_long"            414 "The path or the query is too long"
    UnsupportedMediaType  "unsupported_media_type"  415 "The body is not of a type that can be read here"
    RangeNotSatisfiable   "range_not_satisfiable"   416 "The file does not go that far"
    IdempotencyMismatch   "idempotency_mismatch"    422 "The Idempotency-Key stands for another request"
    UpgradeRequired       "upgrade_required"        426 "This is a WebSocket"
    RateLimited           "rate_limited"            429 "Too many tries"
    Internal              "internal"                500 "Something failed on the server"
    Unavailable           "unavailable"             503 "Not now"
    OutcomeUnknown        "outcome_unknown"         503 "It may have happened or not: repeat it with the same Idempotency-Key"
    Busy                  "busy"                    503 "Too much to do"
}

/// What is wrong with one field. A code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    Required,
    WrongType,
    Invalid,
    OutOfRange,
    TooShort,
    TooLong,
    TooCommon,
    BadCharacter,
    /// It mixes scripts in a way that is used to imitate other names.
    MixedScripts,
    Taken,
    NotAllowed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's name; a path with dots where it lies deeper.
    pub field: Cow<'static, str>,
    pub code: FieldCode,
    /// For people who write clients; not for those who use them.
    pub message: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
}

impl Problem {
    pub fn new(code: Code) -> Problem {
        Problem { code, detail: None, errors: Vec::new(), retry_after: None }
    }

    pub fn field(
        field: impl Into<Cow<'static, str>>,
        code: FieldCode,
        message: impl Into<Cow<'static, str>>,
    ) -> Problem {
        Problem::new(Code::InvalidFields).and_field(field, code, message)
    }

    #[must_use]
    pub fn and_field(
        mut self,
        field: impl Into<Cow<'static, str>>,
        code: FieldCode,
        message: impl Into<Cow<'static, str>>,
    ) -> Problem {
        self.errors.push(FieldError { field: field.into(), code, message: message.into() });
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Problem {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Problem {
        self.retry_after = Some(wait);
        self
    }

    /// The answer, but for its body: that is written by [`Problem::tell`] when the number of the
    /// request is known, so that a handler needs to know nothing of it.
    pub fn into_response(self) -> Response {
        let mut response = reply::empty(self.code.status());
        let headers = response.headers_mut();
        if self.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let waits = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
        if waits.contains(&self.code.status()) {
            let wait = self.retry_after.unwrap_or(Duration::from_secs(1));
            response = reply::retry_after(response, wait);
        }
        response.extensions_mut().insert(self);
        response
    }

    /// Writes the body of an answer that is a problem.
    pub fn tell(response: &mut Response, instance: &str) -> Option<Code> {
        let problem = response.extensions_mut().remove::<Problem>()?;
        let document = ProblemDocument {
            kind: format!("{PAGE}#{}", problem.code.text()),
            title: problem.code.title(),
            status: problem.code.status().as_u16(),
            code: problem.code,
            detail: problem.detail,
            errors: problem.errors,
            instance,
        };
        reply::write_json(response, "application/problem+json", &document);
        Some(problem.code)
    }
}

/// RFC 9457, with a stable code and errors by field.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument<'a> {
    /// A page that explains the code.
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    /// What went wrong, as a word that never changes.
    #[schema(value_type = String, example = "invalid_fields")]
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// The number of the request, which is also in its line of the log.
    instance: &'a str,
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.text())
    }
}
