//! What this contract says, to the letter. No other file of the dialect holds a sentence or a
//! status.

use std::borrow::Cow;

use serde_json::json;

use super::super::body::BadBody;
use super::super::caller::NoCaller;
use super::super::say;
use super::super::trouble::Trouble;
use crate::accounts::{CodeError, CodeLoginError, LoginError, RegisterError, ResetError};
use crate::http::refusal::Refusal;
use crate::http::reply::{Answer, Response};
use crate::values::Uid;

/// An answer that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    status: u16,
    msg: Cow<'static, str>,
    /// Answers to a login say whose it was; 0 is nobody.
    user_id: Option<u64>,
    trouble: Option<Trouble>,
}

impl Answer for Sentence {
    fn into_answer(self) -> Response {
        let Sentence { status, msg, user_id, trouble } = self;
        let mut body = json!({ "msg": msg });
        if let Some(user_id) = user_id {
            body["user_id"] = user_id.into();
        }
        let response = say(status, &body);
        match trouble {
            Some(trouble) => trouble.wait(response),
            None => response,
        }
    }
}

fn answer(status: u16, msg: impl Into<Cow<'static, str>>) -> Sentence {
    Sentence { status, msg: msg.into(), user_id: None, trouble: None }
}

fn about(uid: Option<Uid>, sentence: Sentence) -> Sentence {
    Sentence { user_id: Some(uid.map_or(0, |uid| uid.0)), ..sentence }
}

pub fn registered() -> Sentence {
    answer(200, "register successful")
}

pub fn not_registered() -> Sentence {
    answer(200, "register failure")
}

fn taken() -> Sentence {
    answer(200, "account had been used")
}

pub fn phone_not_registered() -> Sentence {
    answer(403, "register failure")
}

pub fn logged_in(uid: Uid) -> Sentence {
    about(Some(uid), answer(200, "login successful"))
}

pub fn wrong_password() -> Sentence {
    about(None, answer(400, "password error"))
}

pub fn nobody() -> Sentence {
    about(None, answer(404, "no this user!"))
}

pub fn logged_out() -> Sentence {
    answer(200, "logout successful")
}

pub fn logout_failed() -> Sentence {
    answer(403, "logout failure")
}

pub fn expect_message() -> Sentence {
    answer(200, "注意接收短信")
}

pub fn no_such_user() -> Sentence {
    answer(404, "no this user")
}

pub fn logged_in_already(uid: Uid) -> Sentence {
    about(Some(uid), answer(403, "已经登陆了"))
}

pub fn wrong_login_code() -> Sentence {
    answer(400, "验证码错误，请重新输入")
}

fn login_code_expired() -> Sentence {
    answer(404, "验证码已经过期，请重新申请")
}

pub fn expect_code() -> Sentence {
    answer(200, "注意接收验证码")
}

pub fn unknown_account() -> Sentence {
    answer(404, "用户不存在")
}

pub fn wrong_reset_code() -> Sentence {
    answer(401, "验证码错误")
}

pub fn reset_code_expired() -> Sentence {
    answer(400, "验证码已经过期")
}

pub fn bad_password(min: usize, max: usize) -> Sentence {
    answer(400, format!("密码长度应为{min}到{max}个字符"))
}

pub fn from_elsewhere() -> Sentence {
    answer(403, "请在本站页面上操作")
}

pub fn registration_refused(error: RegisterError) -> Sentence {
    match error {
        RegisterError::Taken(_) => taken(),
        other => registration_failed(other, not_registered),
    }
}

pub fn phone_registration_refused(error: RegisterError) -> Sentence {
    registration_failed(error, phone_not_registered)
}

/// The contract has one sentence for whatever is wrong with what was asked for.
fn registration_failed(error: RegisterError, failure: fn() -> Sentence) -> Sentence {
    match error {
        RegisterError::TooMany(too_many) => trouble(too_many),
        RegisterError::Busy(busy) => trouble(busy),
        RegisterError::Unavailable(error) => trouble(error),
        _ => failure(),
    }
}

pub fn no_admin(error: NoCaller) -> Sentence {
    match error {
        NoCaller::Trouble(error) => trouble(error),
        NoCaller::NotSignedIn | NoCaller::FromElsewhere => not_registered(),
    }
}

pub fn not_logged_out(error: NoCaller) -> Sentence {
    match error {
        NoCaller::Trouble(error) => trouble(error),
        NoCaller::NotSignedIn | NoCaller::FromElsewhere => logout_failed(),
    }
}

pub fn login_refused(error: LoginError) -> Sentence {
    match error {
        LoginError::NoSuchAccount => nobody(),
        LoginError::WrongPassword | LoginError::Disabled => wrong_password(),
        LoginError::TooMany(too_many) => about(None, trouble(too_many)),
        LoginError::Busy(busy) => about(None, trouble(busy)),
        LoginError::Unavailable(error) => about(None, trouble(error)),
    }
}

/// `nobody` is the answer where there is nobody to send a code to.
pub fn code_refused(error: CodeError, nobody: fn() -> Sentence) -> Sentence {
    match error {
        CodeError::Taken | CodeError::NoSuchAccount => nobody(),
        CodeError::NotServed => answer(403, "不支持向该地区发送短信"),
        CodeError::TooMany(too_many) => trouble(too_many),
        CodeError::Unavailable(error) => trouble(error),
    }
}

pub fn code_login_refused(error: CodeLoginError) -> Sentence {
    match error {
        CodeLoginError::WrongCode => wrong_login_code(),
        CodeLoginError::NoCode => login_code_expired(),
        CodeLoginError::TooMany(too_many) => trouble(too_many),
        CodeLoginError::Unavailable(error) => trouble(error),
    }
}

/// `password` is the answer to a password that cannot be taken.
pub fn reset_refused(error: ResetError, password: impl FnOnce() -> Sentence) -> Sentence {
    match error {
        ResetError::NotTheirs => unknown_account(),
        ResetError::WrongCode => wrong_reset_code(),
        ResetError::NoCode => reset_code_expired(),
        ResetError::Weak(_) => password(),
        ResetError::TooMany(too_many) => trouble(too_many),
        ResetError::Busy(busy) => trouble(busy),
        ResetError::Unavailable(error) => trouble(error),
    }
}

pub fn bad_body(bad: BadBody) -> Sentence {
    match bad {
        BadBody::Malformed | BadBody::NotFields(_) => answer(400, "无法读取请求内容"),
        BadBody::OtherType(_) => other_type(),
    }
}

fn other_type() -> Sentence {
    answer(415, "请求内容应为 JSON 或表单")
}

pub fn refused(refusal: &Refusal) -> Response {
    before_the_handler(refusal).into_answer()
}

fn before_the_handler(refusal: &Refusal) -> Sentence {
    match refusal {
        Refusal::Path(_) | Refusal::BrokenBody => answer(400, "无法读取请求内容"),
        Refusal::NoSuchPlace => answer(404, "地址不存在"),
        Refusal::OtherMethod => answer(405, "不支持该请求方法"),
        Refusal::TooSlow => answer(408, "请求超时"),
        Refusal::TooLarge { .. } => answer(413, "请求内容过大"),
        Refusal::TooLongUri => answer(414, "地址过长"),
        Refusal::Encoded | Refusal::OtherType { .. } => other_type(),
        Refusal::NoCredential | Refusal::ExpiredCredential | Refusal::BadCredential => {
            answer(401, "未登录")
        }
        Refusal::NotAllowed => answer(403, "没有权限"),
        Refusal::TooMany { .. } | Refusal::Unavailable | Refusal::Failed => {
            trouble(Trouble::of(refusal).unwrap_or(Trouble::Failed))
        }
    }
}

pub fn trouble(trouble: impl Into<Trouble>) -> Sentence {
    let trouble = trouble.into();
    let msg = match trouble {
        Trouble::TooMany { .. } => "操作过于频繁，请稍后再试",
        Trouble::Busy { .. } | Trouble::Unavailable => "服务器繁忙，请稍后再试",
        Trouble::Failed => "服务器内部错误",
    };
    Sentence { trouble: Some(trouble), ..answer(trouble.status(), msg) }
}
