//! The refusals of the rules in the words of `/v1`: the one place where a closed error becomes a
//! problem.

use std::time::Duration;

use super::fields::{Fields, Flaw, name_of};
use crate::accounts::picture::BadPicture;
use crate::accounts::{
    AvatarError, Busy, CaptchaError, ChangePasswordError, CodeError, CodeLoginError, LeaveError,
    LoginError, ProfileError, RefreshError, RegisterError, ResetError, StandingError, TicketError,
    TieError,
};
use crate::http::problem::{Code, FieldCode, Problem};
use crate::limits::TooMany;
use crate::store::StoreError;
use crate::values::LoginKind;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        // What the store says is for the operator: it knows paths and records.
        tracing::warn!(%error, "the store gave no answer");
        Problem::new(match error {
            StoreError::Unavailable(_) => Code::Unavailable,
            StoreError::Unknown(_) => Code::OutcomeUnknown,
            StoreError::Damaged(_) => Code::Internal,
        })
    }
}

impl From<TooMany> for Problem {
    fn from(too_many: TooMany) -> Problem {
        wait(Code::RateLimited, too_many.retry_after)
    }
}

impl From<Busy> for Problem {
    fn from(busy: Busy) -> Problem {
        wait(Code::Busy, busy.retry_after)
    }
}

impl From<CaptchaError> for Problem {
    fn from(error: CaptchaError) -> Problem {
        match error {
            CaptchaError::TooMany(too_many) => too_many.into(),
            CaptchaError::Busy(busy) => busy.into(),
        }
    }
}

impl From<TicketError> for Problem {
    fn from(error: TicketError) -> Problem {
        match error {
            TicketError::TooMany(too_many) => too_many.into(),
            TicketError::Busy(busy) => busy.into(),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Problem {
        let required = |field, message| Problem::field(field, FieldCode::Required, message);
        match error {
            RegisterError::Closed => Problem::new(Code::RegistrationClosed),
            RegisterError::NoName => {
                required("username", "or an e-mail address or a phone number must be there")
            }
            RegisterError::CaptchaNeeded => required("captcha", "must be there"),
            RegisterError::CaptchaWrong => Problem::new(Code::WrongCaptcha),
            RegisterError::CodeNeeded(_) => {
                required("code", "ask for one with POST /v1/codes, purpose register")
            }
            RegisterError::WrongCode => Problem::new(Code::WrongCode),
            RegisterError::PasswordNeeded => required("password", "must be there"),
            RegisterError::Weak(weak) => refuse("password", weak),
            RegisterError::BadDisplayName => refuse("display_name", not_showable()),
            RegisterError::RoleNotOpen => Problem::new(Code::Forbidden),
            RegisterError::Taken(kind) => taken(kind),
            RegisterError::OtherRequest => Problem::new(Code::IdempotencyMismatch),
            RegisterError::TooMany(too_many) => too_many.into(),
            RegisterError::Busy(busy) => busy.into(),
            RegisterError::Unavailable(error) => error.into(),
        }
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Problem {
        match error {
            // Strangers are not told which names are known here.
            LoginError::NoSuchAccount | LoginError::WrongPassword => {
                Problem::new(Code::InvalidCredentials)
            }
            LoginError::Disabled => Problem::new(Code::AccountDisabled),
            LoginError::TooMany(too_many) => too_many.into(),
            LoginError::Busy(busy) => busy.into(),
            LoginError::Unavailable(error) => error.into(),
        }
    }
}

impl From<CodeLoginError> for Problem {
    fn from(error: CodeLoginError) -> Problem {
        match error {
            CodeLoginError::WrongCode | CodeLoginError::NoCode => Problem::new(Code::WrongCode),
            CodeLoginError::TooMany(too_many) => too_many.into(),
            CodeLoginError::Unavailable(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Problem {
        match error {
            RefreshError::Refused => Problem::new(Code::RefreshRefused),
            RefreshError::Unavailable(error) => error.into(),
        }
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Problem {
        match error {
            CodeError::NotServed => refuse(
                "to",
                Flaw::new(FieldCode::NotAllowed, "no text messages go to that country"),
            ),
            // The canonical policy tells neither; a deployment may choose one that does.
            CodeError::Taken => Problem::new(Code::Taken),
            CodeError::NoSuchAccount => Problem::new(Code::NotFound),
            CodeError::TooMany(too_many) => too_many.into(),
            CodeError::Unavailable(error) => error.into(),
        }
    }
}

impl From<ResetError> for Problem {
    fn from(error: ResetError) -> Problem {
        match error {
            ResetError::WrongCode | ResetError::NoCode | ResetError::NotTheirs => {
                Problem::new(Code::WrongCode)
            }
            ResetError::Weak(weak) => refuse("new_password", weak),
            ResetError::TooMany(too_many) => too_many.into(),
            ResetError::Busy(busy) => busy.into(),
            ResetError::Unavailable(error) => error.into(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Problem {
        match error {
            ChangePasswordError::WrongPassword => Problem::new(Code::WrongPassword),
            ChangePasswordError::NoPassword => Problem::new(Code::Conflict).detail(
                "the account has no password: set a first one with POST /v1/password-resets",
            ),
            ChangePasswordError::Weak(weak) => refuse("new_password", weak),
            ChangePasswordError::Stale => {
                Problem::new(Code::Conflict).detail("the password was changed meanwhile")
            }
            ChangePasswordError::TooMany(too_many) => too_many.into(),
            ChangePasswordError::Busy(busy) => busy.into(),
            ChangePasswordError::Unavailable(error) => error.into(),
        }
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Problem {
        match error {
            ProfileError::BadDisplayName => refuse("display_name", not_showable()),
            ProfileError::BadIntro => refuse("intro", not_showable()),
            ProfileError::BadDetail => refuse("details", not_showable()),
            ProfileError::Taken(kind) => taken(kind),
            ProfileError::WrongCode => Problem::new(Code::WrongCode),
            ProfileError::LastName => {
                Problem::new(Code::Conflict).detail("without it nobody could sign in any more")
            }
            ProfileError::Stale => Problem::new(Code::VersionMismatch),
            ProfileError::Unavailable(error) => error.into(),
        }
    }
}

impl From<LeaveError> for Problem {
    fn from(error: LeaveError) -> Problem {
        match error {
            LeaveError::WrongPassword => Problem::new(Code::WrongPassword),
            LeaveError::WrongCode => Problem::new(Code::WrongCode),
            LeaveError::TooMany(too_many) => too_many.into(),
            LeaveError::Busy(busy) => busy.into(),
            LeaveError::Unavailable(error) => error.into(),
        }
    }
}

impl From<AvatarError> for Problem {
    fn from(error: AvatarError) -> Problem {
        match error {
            AvatarError::Bad(BadPicture::TooLarge) => Problem::new(Code::PayloadTooLarge),
            AvatarError::Bad(BadPicture::TooManyPixels) => {
                Problem::new(Code::PayloadTooLarge).detail("the picture has too many pixels")
            }
            AvatarError::Bad(BadPicture::NotAPicture) => Problem::new(Code::UnsupportedMediaType)
                .detail("send a picture that is PNG, JPEG, WebP or GIF by its content"),
            AvatarError::Busy(busy) => busy.into(),
            AvatarError::Unavailable(error) => error.into(),
        }
    }
}

impl From<TieError> for Problem {
    fn from(error: TieError) -> Problem {
        match error {
            TieError::NoSuchAccount => Problem::new(Code::NotFound),
            TieError::Oneself => Problem::new(Code::Conflict).detail("that is you"),
            TieError::TooMany { max } => {
                Problem::new(Code::Conflict).detail(format!("no more than {max} are possible"))
            }
            TieError::Unavailable(error) => error.into(),
        }
    }
}

impl From<StandingError> for Problem {
    fn from(error: StandingError) -> Problem {
        match error {
            StandingError::NoSuchAccount => Problem::new(Code::NotFound),
            StandingError::Oneself => Problem::new(Code::Conflict).detail("that is you"),
            StandingError::Weak(weak) => refuse("new_password", weak),
            StandingError::Busy(busy) => busy.into(),
            StandingError::Unavailable(error) => error.into(),
        }
    }
}

fn refuse(field: &'static str, flaw: impl Into<Flaw>) -> Problem {
    let mut fields = Fields::default();
    fields.refuse(field, flaw);
    fields.done().err().unwrap_or_else(|| Problem::new(Code::InvalidFields))
}

fn taken(kind: LoginKind) -> Problem {
    Problem::new(Code::Taken).and_field(name_of(kind), FieldCode::Taken, "is somebody else's")
}

fn not_showable() -> Flaw {
    Flaw::new(FieldCode::Invalid, "is too long or has characters that cannot be shown")
}

fn wait(code: Code, retry_after: Duration) -> Problem {
    Problem::new(code).retry_after(retry_after)
}
