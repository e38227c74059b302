//! What this contract says, to the letter. No other file of the dialect holds a sentence or a
//! status. The status of an answer is always the `status_code` in its body.

use std::borrow::Cow;

use serde_json::json;

use super::super::body::BadBody;
use super::super::say;
use super::super::trouble::Trouble;
use crate::accounts::{CodeError, LoginError, RegisterError, ResetError};
use crate::http::refusal::Refusal;
use crate::http::reply::{Answer, Response};
use crate::values::Address;

/// An answer that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    status: u16,
    message: Cow<'static, str>,
    trouble: Option<Trouble>,
}

impl Answer for Sentence {
    fn into_answer(self) -> Response {
        let Sentence { status, message, trouble } = self;
        let response = say(status, &json!({ "message": message, "status_code": status }));
        match trouble {
            Some(trouble) => trouble.wait(response),
            None => response,
        }
    }
}

fn answer(status: u16, message: impl Into<Cow<'static, str>>) -> Sentence {
    Sentence { status, message: message.into(), trouble: None }
}

pub fn registration_code_sent(to: &Address) -> Sentence {
    answer(
        200,
        match to {
            Address::Phone(_) => "The mobile identifying code send successfully",
            Address::Email(_) => "The email identifying code send successfully",
        },
    )
}

pub fn reset_code_sent() -> Sentence {
    answer(200, "The identifying code send successfully")
}

pub fn registered() -> Sentence {
    answer(200, "Register user successfully")
}

/// Here the message is the token.
pub fn logged_in(user: &str, token: &str) -> Response {
    say(200, &json!({ "user": user, "message": token, "status_code": 200 }))
}

pub fn password_exchanged() -> Sentence {
    answer(200, "The password has exchanged successfully")
}

pub fn not_an_address() -> Sentence {
    answer(400, "The user must be a mobile number or an email")
}

pub fn not_a_text(field: &str) -> Sentence {
    answer(400, format!("The {field} must be a text"))
}

fn taken() -> Sentence {
    answer(409, "The user already exists")
}

fn nobody() -> Sentence {
    answer(404, "The user was not found")
}

fn code_expired() -> Sentence {
    answer(400, "The identifying code expired")
}

pub fn bad_password(min: usize, max: usize) -> Sentence {
    answer(400, format!("The password must have {min} to {max} characters"))
}

pub fn login_failed() -> Sentence {
    answer(403, "User login failed")
}

pub fn code_refused(error: CodeError) -> Sentence {
    match error {
        CodeError::Taken => taken(),
        CodeError::NoSuchAccount => nobody(),
        CodeError::NotServed => answer(400, "No messages are sent to that country"),
        CodeError::TooMany(too_many) => trouble(too_many),
        CodeError::Unavailable(error) => trouble(error),
    }
}

/// `password` is the answer to a password that cannot be taken.
pub fn registration_refused(error: RegisterError, password: impl FnOnce() -> Sentence) -> Sentence {
    match error {
        RegisterError::Taken(_) => taken(),
        RegisterError::WrongCode | RegisterError::CodeNeeded(_) => code_expired(),
        RegisterError::Weak(_) | RegisterError::PasswordNeeded => password(),
        RegisterError::Closed => answer(403, "Nobody can register here"),
        RegisterError::NoName => not_an_address(),
        RegisterError::TooMany(too_many) => trouble(too_many),
        RegisterError::Busy(busy) => trouble(busy),
        RegisterError::Unavailable(error) => trouble(error),
        // Of what this contract never asks.
        RegisterError::CaptchaNeeded
        | RegisterError::CaptchaWrong
        | RegisterError::BadDisplayName
        | RegisterError::RoleNotOpen
        | RegisterError::OtherRequest => trouble(Trouble::Failed),
    }
}

/// `tells` is whether strangers are told apart from wrong passwords.
pub fn login_refused(error: LoginError, tells: bool) -> Sentence {
    match error {
        LoginError::NoSuchAccount if tells => nobody(),
        LoginError::NoSuchAccount | LoginError::WrongPassword | LoginError::Disabled => {
            login_failed()
        }
        LoginError::TooMany(too_many) => trouble(too_many),
        LoginError::Busy(busy) => trouble(busy),
        LoginError::Unavailable(error) => trouble(error),
    }
}

pub fn reset_refused(error: ResetError, password: impl FnOnce() -> Sentence) -> Sentence {
    match error {
        ResetError::WrongCode | ResetError::NoCode | ResetError::NotTheirs => code_expired(),
        ResetError::Weak(_) => password(),
        ResetError::TooMany(too_many) => trouble(too_many),
        ResetError::Busy(busy) => trouble(busy),
        ResetError::Unavailable(error) => trouble(error),
    }
}

pub fn bad_body(bad: BadBody) -> Sentence {
    match bad {
        BadBody::Malformed | BadBody::NotFields(_) => answer(400, "The body cannot be read"),
        BadBody::OtherType(_) => answer(415, "The body must be JSON or a form"),
    }
}

pub fn refused(refusal: &Refusal) -> Response {
    before_the_handler(refusal).into_answer()
}

fn before_the_handler(refusal: &Refusal) -> Sentence {
    match refusal {
        Refusal::Path(_) | Refusal::BrokenBody => answer(400, "The request cannot be read"),
        Refusal::NoSuchPlace => answer(404, "There is nothing here"),
        Refusal::OtherMethod => answer(405, "The method is not allowed"),
        Refusal::TooSlow => answer(408, "The body took too long"),
        Refusal::TooLarge { .. } => answer(413, "The body is too large"),
        Refusal::TooLongUri => answer(414, "The address is too long"),
        Refusal::Encoded | Refusal::OtherType { .. } => {
            answer(415, "The body must be JSON or a form")
        }
        Refusal::NoCredential | Refusal::ExpiredCredential | Refusal::BadCredential => {
            answer(401, "Log in first")
        }
        Refusal::NotAllowed => answer(403, "That is not allowed"),
        Refusal::TooMany { .. } | Refusal::Unavailable | Refusal::Failed => {
            trouble(Trouble::of(refusal).unwrap_or(Trouble::Failed))
        }
    }
}

fn trouble(trouble: impl Into<Trouble>) -> Sentence {
    let trouble = trouble.into();
    let message = match trouble {
        Trouble::TooMany { .. } => "Too many tries, come back later",
        Trouble::Busy { .. } | Trouble::Unavailable => "The server is busy, come back later",
        Trouble::Failed => "Something failed on the server",
    };
    Sentence { trouble: Some(trouble), ..answer(trouble.status(), message) }
}
