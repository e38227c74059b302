//! The account's phone number is another one now; the old one is told.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let (house, at) = (about.house, &about.at);
    match about.language {
        Language::En => Draft {
            subject: format!("The phone number of your {house} account was changed"),
            parts: vec![
                Part::Says(format!(
                    "The phone number of your {house} account was changed at {at}. The old one no \
                     longer signs you in and gets no more codes."
                )),
                Part::Says("If that was you, all is well.".to_owned()),
                Part::Says(
                    "If it was not, sign in, change your password and put your own number back."
                        .to_owned(),
                ),
            ],
            sms: format!(
                "{house}: your phone number was changed. If it was not you, sign in and change \
                 your password."
            ),
        },
        Language::Zh => Draft {
            subject: format!("您的 {house} 账号手机号已更换"),
            parts: vec![
                Part::Says(format!(
                    "您的 {house} 账号手机号已于 {at} 更换。旧号码不能再用于登录，也不会再收到验证码。"
                )),
                Part::Says("如果是您本人操作，无需理会。".to_owned()),
                Part::Says("如果不是您，请登录后修改密码，并换回您自己的手机号。".to_owned()),
            ],
            sms: format!("【{house}】您的账号手机号已更换。如非本人操作，请登录并修改密码。"),
        },
    }
}
