//! What this contract says, to the letter. No other file of the dialect holds a sentence or a
//! status, but for what a place says of itself ([`super::describe`]).

use serde_json::{Value, json};

use super::super::say;
use super::super::trouble::Trouble;
use super::fields::Errors;
use crate::accounts::{
    ChangePasswordError, CodeError, Grant, LinkError, LoginError, ProfileError, RegisterError,
};
use crate::http::path::BadPath;
use crate::http::refusal::Refusal;
use crate::http::reply::Response;
use crate::store::StoreError;
use crate::values::SecretText;

pub const REQUIRED: &str = "This field is required.";
pub const NULL: &str = "This field may not be null.";
pub const BLANK: &str = "This field may not be blank.";
pub const NOT_A_TEXT: &str = "Not a valid string.";
pub const BAD_EMAIL: &str = "Enter a valid email address.";
pub const BAD_USERNAME: &str = "Enter a valid username. This value may contain only letters, \
                                numbers, and @/./+/-/_ characters.";
pub const USERNAME_TAKEN: &str = "A user with that username already exists.";
pub const EMAIL_TAKEN: &str = "A user is already registered with this e-mail address.";
pub const DIFFERENT_PASSWORDS: &str = "The two password fields didn't match.";
pub const WRONG_PASSWORD: &str = "Invalid password";
pub const INVALID_VALUE: &str = "Invalid value";
pub const UNSHOWABLE: &str = "This field may not contain control characters.";
pub const TOO_SHORT: &str = "This password is too short. It must contain at least 8 characters.";
pub const TOO_COMMON: &str = "This password is too common.";
pub const ALL_DIGITS: &str = "This password is entirely numeric.";

/// For errors that are of no one field.
pub const OF_NO_FIELD: &str = "non_field_errors";

pub fn too_long(chars_max: usize) -> String {
    format!("Ensure this field has no more than {chars_max} characters.")
}

pub fn too_similar(to: &str) -> String {
    format!("The password is too similar to the {to}.")
}

/// An answer that is not written yet.
#[derive(Clone, Debug)]
pub struct Said {
    pub status: u16,
    pub body: Value,
    pub trouble: Option<Trouble>,
    /// A session that the browser is given.
    pub opened: Option<Box<Grant>>,
    /// Whether the browser is to forget its session.
    pub forgets: bool,
}

fn answer(status: u16, body: Value) -> Said {
    Said { status, body, trouble: None, opened: None, forgets: false }
}

fn detail(status: u16, sentence: impl Into<String>) -> Said {
    answer(status, json!({ "detail": sentence.into() }))
}

// What went well.

pub fn registered(key: &SecretText, opened: Option<Box<Grant>>) -> Said {
    Said { opened, ..answer(201, json!({ "key": key.reveal() })) }
}

pub fn logged_in(key: &SecretText, opened: Option<Box<Grant>>) -> Said {
    Said { opened, ..answer(200, json!({ "key": key.reveal() })) }
}

pub fn logged_out(forgets: bool) -> Said {
    Said { forgets, ..detail(200, "Successfully logged out.") }
}

pub fn password_saved() -> Said {
    detail(200, "New password has been saved.")
}

pub fn reset_mail_sent() -> Said {
    detail(200, "Password reset e-mail has been sent.")
}

pub fn password_reset() -> Said {
    detail(200, "Password has been reset with the new password.")
}

pub fn email_confirmed() -> Said {
    detail(200, "ok")
}

pub fn shown(body: Value) -> Said {
    answer(200, body)
}

/// A list of one, as the contract has it.
pub fn contact_created(contact: Value) -> Said {
    answer(201, json!([contact]))
}

// Who asks.

pub fn not_provided() -> Said {
    detail(401, "Authentication credentials were not provided.")
}

pub fn invalid_token() -> Said {
    detail(401, "Invalid token.")
}

pub fn inactive() -> Said {
    detail(401, "User inactive or deleted.")
}

pub fn no_key() -> Said {
    detail(401, "Invalid token header. No credentials provided.")
}

pub fn key_with_spaces() -> Said {
    detail(401, "Invalid token header. Token string should not contain spaces.")
}

pub fn key_not_text() -> Said {
    detail(401, "Invalid token header. Token string should not contain invalid characters.")
}

pub fn no_csrf_cookie() -> Said {
    detail(403, "CSRF Failed: CSRF cookie not set.")
}

pub fn csrf_incorrect() -> Said {
    detail(403, "CSRF Failed: CSRF token missing or incorrect.")
}

// What is asked.

pub fn not_found() -> Said {
    detail(404, "Not found.")
}

pub fn other_method(method: &str) -> Said {
    detail(405, format!("Method \"{method}\" not allowed."))
}

pub fn not_acceptable() -> Said {
    detail(406, "Could not satisfy the request Accept header.")
}

pub fn other_type(said: &str) -> Said {
    detail(415, format!("Unsupported media type \"{said}\" in request."))
}

pub fn bad_json() -> Said {
    detail(400, "JSON parse error - it cannot be read, or not in one way only")
}

/// `said` is the media type, in which a form of several parts must tell what stands between them.
pub fn bad_form(said: &str) -> Said {
    let boundary = said.split_once("boundary=").map(|(_, boundary)| boundary.trim());
    let why = match (said.to_ascii_lowercase().starts_with("multipart/"), boundary) {
        (true, None) => "Invalid boundary in multipart: None",
        (true, Some("")) => "Invalid boundary in multipart: b''",
        _ => "the fields cannot be read",
    };
    detail(400, format!("Multipart form parse error - {why}"))
}

pub fn not_a_dictionary(value: &Value) -> Said {
    let kind = match value {
        Value::Null => return refused_whole("No data provided"),
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    };
    refused_whole(&format!("Invalid data. Expected a dictionary, but got {kind}."))
}

// What is wrong with it.

pub fn bad_fields(errors: Errors) -> Said {
    answer(400, errors.into_value())
}

pub fn bad_field(name: &str, sentence: &str) -> Said {
    bad_fields(Errors::of(name, sentence))
}

pub fn bad_password(name: &str, weaknesses: Vec<String>) -> Said {
    let mut errors = Errors::default();
    weaknesses.into_iter().for_each(|sentence| errors.add(name, sentence));
    bad_fields(errors)
}

fn refused_whole(sentence: &str) -> Said {
    bad_field(OF_NO_FIELD, sentence)
}

pub fn different_passwords() -> Said {
    refused_whole(DIFFERENT_PASSWORDS)
}

pub fn no_credentials() -> Said {
    refused_whole("Must include \"username\" and \"password\".")
}

/// The same for a stranger and for a wrong password.
pub fn not_logged_in() -> Said {
    refused_whole("Unable to log in with provided credentials.")
}

pub fn contact_exists() -> Said {
    answer(400, json!(["Detail Info has existed!"]))
}

pub fn login_refused(error: LoginError) -> Said {
    match error {
        LoginError::NoSuchAccount | LoginError::WrongPassword => not_logged_in(),
        LoginError::Disabled => refused_whole("User account is disabled."),
        LoginError::TooMany(error) => trouble(error.into()),
        LoginError::Busy(error) => trouble(error.into()),
        LoginError::Unavailable(error) => trouble(error.into()),
    }
}

/// Names that are taken are told before, with all that is wrong.
pub fn registration_refused(error: RegisterError) -> Said {
    match error {
        RegisterError::TooMany(error) => trouble(error.into()),
        RegisterError::Busy(error) => trouble(error.into()),
        RegisterError::Unavailable(error) => trouble(error.into()),
        RegisterError::Weak(_) => bad_field("password1", TOO_COMMON),
        RegisterError::Closed
        | RegisterError::NoName
        | RegisterError::CaptchaNeeded
        | RegisterError::CaptchaWrong
        | RegisterError::CodeNeeded(_)
        | RegisterError::WrongCode
        | RegisterError::PasswordNeeded
        | RegisterError::BadDisplayName
        | RegisterError::RoleNotOpen
        | RegisterError::Taken(_)
        | RegisterError::OtherRequest => {
            detail(403, "You do not have permission to perform this action.")
        }
    }
}

pub fn change_refused(error: ChangePasswordError) -> Said {
    match error {
        ChangePasswordError::WrongPassword | ChangePasswordError::NoPassword => {
            bad_field("old_password", WRONG_PASSWORD)
        }
        // The sessions of who changed it elsewhere have ended with it.
        ChangePasswordError::Stale => not_provided(),
        ChangePasswordError::Weak(_) => bad_field("new_password2", TOO_COMMON),
        ChangePasswordError::TooMany(error) => trouble(error.into()),
        ChangePasswordError::Busy(error) => trouble(error.into()),
        ChangePasswordError::Unavailable(error) => trouble(error.into()),
    }
}

/// Whether the address has an account is told by none of these.
pub fn reset_mail_refused(error: CodeError) -> Said {
    match error {
        CodeError::NotServed | CodeError::Taken | CodeError::NoSuchAccount => reset_mail_sent(),
        CodeError::TooMany(error) => trouble(error.into()),
        CodeError::Unavailable(error) => trouble(error.into()),
    }
}

pub fn reset_refused(error: LinkError) -> Said {
    match error {
        LinkError::BadLink => bad_field("token", INVALID_VALUE),
        LinkError::Weak(_) => bad_field("new_password2", TOO_COMMON),
        LinkError::TooMany(error) => trouble(error.into()),
        LinkError::Busy(error) => trouble(error.into()),
        LinkError::Unavailable(error) => trouble(error.into()),
    }
}

pub fn confirmation_refused(error: LinkError) -> Said {
    match error {
        LinkError::BadLink | LinkError::Weak(_) => not_found(),
        other => reset_refused(other),
    }
}

/// `bad` names the fields whose texts cannot be shown.
pub fn profile_refused(error: ProfileError, bad: &[&str]) -> Said {
    match error {
        ProfileError::Taken(_) => bad_field("username", USERNAME_TAKEN),
        ProfileError::BadDetail | ProfileError::BadDisplayName | ProfileError::BadIntro => {
            let mut errors = Errors::default();
            bad.iter().for_each(|name| errors.add(name, UNSHOWABLE));
            bad_fields(errors)
        }
        ProfileError::Unavailable(error) => trouble(error.into()),
        ProfileError::WrongCode | ProfileError::LastName | ProfileError::Stale => not_provided(),
    }
}

/// Somebody's other devices changed the same thing at the same time, again and again.
pub fn overtaken() -> Said {
    detail(409, "It was changed elsewhere at the same time, try again.")
}

// What stands in the way of anybody.

pub fn trouble(trouble: Trouble) -> Said {
    let said = match trouble {
        Trouble::TooMany { retry_after } => {
            let seconds = retry_after.as_millis().div_ceil(1000).max(1);
            let unit = if seconds == 1 { "second" } else { "seconds" };
            detail(429, format!("Request was throttled. Expected available in {seconds} {unit}."))
        }
        Trouble::Busy { .. } | Trouble::Unavailable => {
            detail(503, "Service temporarily unavailable, try again later.")
        }
        Trouble::Failed => detail(500, "A server error occurred."),
    };
    Said { trouble: Some(trouble), ..said }
}

pub fn unavailable(error: StoreError) -> Said {
    trouble(error.into())
}

/// What stops a request before it is this contract's.
pub fn refused(refusal: &Refusal) -> Response {
    let said = match Trouble::of(refusal) {
        Some(it) => trouble(it),
        None => match refusal {
            Refusal::Path(BadPath::DotSegment) | Refusal::NoSuchPlace => not_found(),
            Refusal::TooLongUri => detail(414, "Request-URI Too Long"),
            Refusal::TooLarge { bytes_max } => {
                detail(413, format!("Request body exceeded {bytes_max} bytes."))
            }
            Refusal::TooSlow => detail(408, "The request body took too long."),
            Refusal::Encoded => detail(415, "Send the body without Content-Encoding."),
            Refusal::OtherType { wanted } => other_type(wanted),
            Refusal::OtherMethod => detail(405, "Method not allowed."),
            Refusal::NoCredential | Refusal::ExpiredCredential | Refusal::BadCredential => {
                not_provided()
            }
            Refusal::NotAllowed => {
                detail(403, "You do not have permission to perform this action.")
            }
            _ => detail(400, "Malformed request."),
        },
    };
    let response = say(said.status, &said.body);
    match said.trouble {
        Some(it) => it.wait(response),
        None => response,
    }
}
