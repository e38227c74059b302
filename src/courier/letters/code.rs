//! A code: to register, to sign in, to set a new password, to confirm an address.
//!
//! The code stands in the body alone: subjects are shown on locked screens and kept in the logs of
//! mail servers.

use std::time::Duration;

use super::{About, Draft, Language, Part};
use crate::store::CodePurpose;

pub fn draft(about: &About<'_>, purpose: CodePurpose, code: &str, left: Duration) -> Draft {
    // What is left of the last minute counts as a minute.
    let minutes = left.as_secs().div_ceil(60).max(1);
    match about.language {
        Language::En => in_english(about.house, purpose, code, minutes),
        Language::Zh => in_chinese(about.house, purpose, code, minutes),
    }
}

fn in_english(house: &str, purpose: CodePurpose, code: &str, minutes: u64) -> Draft {
    let (subject, why, otherwise, to) = match purpose {
        CodePurpose::Register => (
            format!("Your code to register at {house}"),
            format!("Welcome to {house}. To finish registering, enter this code:"),
            "If you did not ask for it, somebody probably mistyped an address. You can ignore \
             this letter: without the code no account is made.",
            "to register",
        ),
        CodePurpose::Login => (
            format!("Your code to sign in to {house}"),
            format!("To sign in to {house}, enter this code:"),
            "If you are not signing in just now, ignore this letter and give the code to nobody: \
             without it nobody gets in this way.",
            "to sign in",
        ),
        CodePurpose::Reset => (
            format!("Your code to set a new {house} password"),
            format!("To set a new password for your {house} account, enter this code:"),
            "If you did not ask for it, ignore this letter and give the code to nobody: your \
             password stays as it is.",
            "to set a new password",
        ),
        CodePurpose::Verify => (
            format!("Your code to confirm this address for {house}"),
            format!("To confirm that this address is yours, enter this code at {house}:"),
            "If you did not ask for it, somebody probably mistyped an address. You can ignore \
             this letter: without the code the address is not used.",
            "to confirm this number",
        ),
    };
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    let valid = format!("It works once, within the next {minutes} {unit}.");
    Draft {
        subject,
        parts: parts([why, valid, otherwise.to_owned()], code),
        sms: format!(
            "{house}: {code} is your code {to}, valid for {minutes} {unit}. Tell it to nobody."
        ),
    }
}

fn in_chinese(house: &str, purpose: CodePurpose, code: &str, minutes: u64) -> Draft {
    let (subject, why, otherwise, to) = match purpose {
        CodePurpose::Register => (
            format!("{house} 注册验证码"),
            format!("欢迎来到 {house}。请输入以下验证码完成注册："),
            "如果这不是您的操作，可能是有人填错了地址。您无需理会：没有验证码就不会创建账号。",
            "注册",
        ),
        CodePurpose::Login => (
            format!("{house} 登录验证码"),
            format!("请输入以下验证码登录 {house}："),
            "如果您没有在登录，请忽略此邮件，也不要把验证码告诉任何人：没有它，别人无法这样登录。",
            "登录",
        ),
        CodePurpose::Reset => (
            format!("{house} 重置密码验证码"),
            format!("请输入以下验证码，为您的 {house} 账号设置新密码："),
            "如果这不是您的操作，请忽略此邮件，也不要把验证码告诉任何人：您的密码不会改变。",
            "重置密码",
        ),
        CodePurpose::Verify => (
            format!("{house} 地址验证码"),
            format!("请在 {house} 中输入以下验证码，确认这个地址属于您："),
            "如果这不是您的操作，可能是有人填错了地址。您无需理会：没有验证码，这个地址不会被使用。",
            "验证号码",
        ),
    };
    let valid = format!("验证码在 {minutes} 分钟内有效，只能使用一次。");
    Draft {
        subject,
        parts: parts([why, valid, otherwise.to_owned()], code),
        sms: format!("【{house}】您的{to}验证码是 {code}，{minutes} 分钟内有效，请勿告诉他人。"),
    }
}

fn parts([why, valid, otherwise]: [String; 3], code: &str) -> Vec<Part> {
    vec![Part::Says(why), Part::Code(code.to_owned()), Part::Says(valid), Part::Says(otherwise)]
}
