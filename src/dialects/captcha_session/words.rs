//! What this contract says, to the letter. No other file of the dialect holds a sentence or a
//! status.

use serde::Serialize;
use serde_json::{Value, json};

use super::avatar;
use crate::accounts::picture::BadPicture;
use crate::accounts::{
    AvatarError, CaptchaError, ChangePasswordError, CodeError, LoginError, NotHandedOver,
    ProfileError, RegisterError, ResetError,
};
use crate::dialects::body::BadBody;
use crate::dialects::caller::NoCaller;
use crate::dialects::say;
use crate::dialects::trouble::Trouble;
use crate::http::refusal::Refusal;
use crate::http::reply::{Answer, Response};
use crate::http::v1::avatar_path;
use crate::store::{Account, Gender};
use crate::values::{Address, LoginKind};

/// An answer that is not written yet: a sentence, or somebody's fields, or both.
#[derive(Clone, Debug)]
pub struct Sentence {
    status: u16,
    msg: Option<&'static str>,
    rest: Option<Box<Value>>,
    trouble: Option<Trouble>,
}

impl Answer for Sentence {
    fn into_answer(self) -> Response {
        let Sentence { status, msg, rest, trouble } = self;
        let mut body = rest.map_or_else(|| json!({}), |rest| *rest);
        if let Some(msg) = msg {
            body["msg"] = msg.into();
        }
        let response = say(status, &body);
        match trouble {
            Some(trouble) => trouble.wait(response),
            None => response,
        }
    }
}

fn answer(status: u16, msg: &'static str) -> Sentence {
    Sentence { status, msg: Some(msg), rest: None, trouble: None }
}

fn refusal(msg: &'static str) -> Sentence {
    answer(403, msg)
}

/// Texts that are not there are empty.
#[derive(Serialize)]
struct Person {
    uid: u64,
    uname: String,
    phone: String,
    email: String,
    gender: u8,
    intro: String,
    avatar: String,
}

impl Person {
    fn of(account: &Account) -> Person {
        let username = account.username.as_ref().map(|name| name.shown().to_owned());
        let phone = account.phone.as_ref().map(|own| own.phone.national().to_owned());
        let email = account.email.as_ref().map(|own| own.email.shown().to_owned());
        Person {
            uid: account.uid.0,
            uname: username.unwrap_or_default(),
            phone: phone.unwrap_or_default(),
            email: email.unwrap_or_default(),
            gender: match account.profile.gender {
                Gender::Unset => 0,
                Gender::Male => 1,
                Gender::Female => 2,
            },
            intro: account.profile.intro.clone(),
            avatar: account.profile.avatar.map(avatar_path).unwrap_or_default(),
        }
    }
}

fn with(account: &Account, sentence: Sentence) -> Sentence {
    let person = serde_json::to_value(Person::of(account)).unwrap_or_default();
    Sentence { rest: Some(Box::new(person)), ..sentence }
}

pub fn gender(said: &str) -> Option<Gender> {
    match said {
        "0" => Some(Gender::Unset),
        "1" => Some(Gender::Male),
        "2" => Some(Gender::Female),
        _ => None,
    }
}

pub fn logged_in(account: &Account) -> Sentence {
    with(account, answer(200, "登录成功"))
}

pub fn registered(account: &Account) -> Sentence {
    with(account, answer(200, "注册成功"))
}

pub fn info(account: &Account) -> Sentence {
    with(account, Sentence { status: 200, msg: None, rest: None, trouble: None })
}

pub fn uploaded(account: &Account) -> Sentence {
    let path = account.profile.avatar.map(avatar_path);
    let rest = Some(Box::new(json!({ "avatar": path })));
    Sentence { rest, ..answer(200, "上传成功") }
}

pub fn logged_out() -> Sentence {
    answer(200, "登出成功")
}

pub fn password_changed() -> Sentence {
    answer(200, "修改成功")
}

pub fn code_sent(to: &Address) -> Sentence {
    answer(
        200,
        match to {
            Address::Email(_) => "已发送恢复码至邮箱",
            Address::Phone(_) => "已发送恢复码至手机",
        },
    )
}

pub fn bad_parameters() -> Sentence {
    refusal("无效参数")
}

/// The second step of a reset has a sentence of its own for the same.
pub fn as_bad_arguments(sentence: Sentence) -> Sentence {
    Sentence { msg: Some("参数错误"), ..sentence }
}

pub fn captcha_missing() -> Sentence {
    refusal("请输入验证码")
}

pub fn captcha_expired() -> Sentence {
    refusal("验证码过期")
}

pub fn captcha_wrong() -> Sentence {
    refusal("验证码错误")
}

/// A reset knows one sentence only for whatever is wrong with a captcha.
pub fn as_wrong_captcha(_: Sentence) -> Sentence {
    captcha_wrong()
}

pub fn no_code() -> Sentence {
    refusal("未获取恢复码或已失效")
}

pub fn from_elsewhere() -> Sentence {
    refusal("请在本站页面上操作")
}

pub fn nobody_is_signed_in(error: NoCaller) -> Sentence {
    match error {
        NoCaller::NotSignedIn => refusal("未登录"),
        NoCaller::FromElsewhere => from_elsewhere(),
        NoCaller::Trouble(error) => trouble(error),
    }
}

pub fn not_drawn(error: CaptchaError) -> Sentence {
    match error {
        CaptchaError::TooMany(too_many) => trouble(too_many),
        CaptchaError::Busy(busy) => trouble(busy),
    }
}

pub fn login_refused(error: LoginError) -> Sentence {
    match error {
        LoginError::NoSuchAccount => refusal("无此用户"),
        LoginError::WrongPassword | LoginError::Disabled => refusal("密码错误"),
        LoginError::TooMany(too_many) => trouble(too_many),
        LoginError::Busy(busy) => trouble(busy),
        LoginError::Unavailable(error) => trouble(error),
    }
}

fn taken(kind: LoginKind) -> Sentence {
    refusal(match kind {
        LoginKind::Username => "用户名已存在",
        LoginKind::Phone => "手机号已存在",
        LoginKind::Email => "邮箱已存在",
    })
}

pub fn registration_refused(error: RegisterError) -> Sentence {
    match error {
        RegisterError::Taken(kind) => taken(kind),
        RegisterError::Weak(_) => bad_parameters(),
        RegisterError::Closed => refusal("暂停注册"),
        RegisterError::TooMany(too_many) => trouble(too_many),
        RegisterError::Busy(busy) => trouble(busy),
        RegisterError::Unavailable(error) => trouble(error),
        // Of what is asked before, or never.
        RegisterError::NoName
        | RegisterError::PasswordNeeded
        | RegisterError::CaptchaNeeded
        | RegisterError::CaptchaWrong
        | RegisterError::CodeNeeded(_)
        | RegisterError::WrongCode
        | RegisterError::BadDisplayName
        | RegisterError::RoleNotOpen
        | RegisterError::OtherRequest => trouble(Trouble::Failed),
    }
}

pub fn password_refused(error: ChangePasswordError) -> Sentence {
    match error {
        ChangePasswordError::WrongPassword
        | ChangePasswordError::NoPassword
        | ChangePasswordError::Stale => refusal("密码错误"),
        ChangePasswordError::Weak(_) => bad_parameters(),
        ChangePasswordError::TooMany(too_many) => trouble(too_many),
        ChangePasswordError::Busy(busy) => trouble(busy),
        ChangePasswordError::Unavailable(error) => trouble(error),
    }
}

pub fn avatar_refused(error: AvatarError) -> Sentence {
    match error {
        AvatarError::Bad(BadPicture::TooLarge | BadPicture::TooManyPixels) => file_too_large(),
        AvatarError::Bad(BadPicture::NotAPicture) => refusal("不支持的图片格式"),
        AvatarError::Busy(busy) => trouble(busy),
        AvatarError::Unavailable(error) => trouble(error),
    }
}

fn file_too_large() -> Sentence {
    refusal("文件过大")
}

pub fn change_refused(error: ProfileError) -> Sentence {
    match error {
        ProfileError::Taken(kind) => taken(kind),
        ProfileError::BadIntro | ProfileError::BadDisplayName | ProfileError::BadDetail => {
            bad_parameters()
        }
        // The account has been deleted meanwhile.
        ProfileError::Stale => refusal("未登录"),
        ProfileError::Unavailable(error) => trouble(error),
        // Of what is never asked for.
        ProfileError::WrongCode | ProfileError::LastName => trouble(Trouble::Failed),
    }
}

/// Says with one word what went wrong on the way, and nothing of whom it was tried with.
pub fn code_refused(error: NotHandedOver, to: &Address) -> Sentence {
    let not_sent = |why: &'static str| {
        let msg = match to {
            Address::Email(_) => "发送邮件失败",
            Address::Phone(_) => "发送短信失败",
        };
        Sentence { rest: Some(Box::new(json!({ "error": why }))), ..refusal(msg) }
    };
    match error {
        NotHandedOver::Letter(error) => not_sent(error.name()),
        NotHandedOver::Code(CodeError::NotServed) => not_sent("not_served"),
        NotHandedOver::Code(CodeError::NoSuchAccount | CodeError::Taken) => refusal("找不到用户"),
        NotHandedOver::Code(CodeError::TooMany(too_many)) => trouble(too_many),
        NotHandedOver::Code(CodeError::Unavailable(error)) => trouble(error),
    }
}

pub fn reset_refused(error: ResetError) -> Sentence {
    match error {
        ResetError::WrongCode | ResetError::NotTheirs => refusal("恢复码错误"),
        ResetError::NoCode => no_code(),
        ResetError::Weak(_) => as_bad_arguments(bad_parameters()),
        ResetError::TooMany(too_many) => trouble(too_many),
        ResetError::Busy(busy) => trouble(busy),
        ResetError::Unavailable(error) => trouble(error),
    }
}

pub fn bad_body(bad: BadBody) -> Sentence {
    match bad {
        BadBody::Malformed | BadBody::NotFields(_) | BadBody::OtherType(_) => bad_parameters(),
    }
}

pub fn refused(refusal: &Refusal) -> Response {
    before_the_handler(refusal).into_answer()
}

fn before_the_handler(before: &Refusal) -> Sentence {
    match before {
        Refusal::OtherMethod => refusal("请使用 POST 请求"),
        Refusal::NoCredential | Refusal::ExpiredCredential | Refusal::BadCredential => {
            refusal("未登录")
        }
        Refusal::NotAllowed => from_elsewhere(),
        Refusal::TooLarge { bytes_max } if *bytes_max == avatar::BODY_BYTES_MAX => file_too_large(),
        Refusal::TooLarge { .. } => answer(413, "无效参数"),
        Refusal::NoSuchPlace => answer(404, "地址不存在"),
        Refusal::TooSlow => answer(408, "请求超时"),
        Refusal::TooLongUri
        | Refusal::Path(_)
        | Refusal::BrokenBody
        | Refusal::Encoded
        | Refusal::OtherType { .. } => bad_parameters(),
        Refusal::TooMany { .. } | Refusal::Unavailable | Refusal::Failed => {
            trouble(Trouble::of(before).unwrap_or(Trouble::Failed))
        }
    }
}

pub fn trouble(trouble: impl Into<Trouble>) -> Sentence {
    let trouble = trouble.into();
    let msg = match trouble {
        Trouble::TooMany { .. } => "操作过于频繁，请稍后再试",
        Trouble::Busy { .. } | Trouble::Unavailable => "服务器繁忙，请稍后再试",
        Trouble::Failed => "服务器错误",
    };
    Sentence { trouble: Some(trouble), ..answer(trouble.status(), msg) }
}
