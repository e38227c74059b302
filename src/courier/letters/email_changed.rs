//! The account's e-mail address is another one now; the old one is told.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let (house, at) = (about.house, &about.at);
    match about.language {
        Language::En => Draft {
            subject: format!("The e-mail address of your {house} account was changed"),
            parts: vec![
                Part::Says(format!(
                    "The e-mail address of your {house} account was changed at {at}. The old one \
                     no longer signs you in and gets no more codes."
                )),
                Part::Says("If that was you, all is well.".to_owned()),
                Part::Says(
                    "If it was not, sign in, change your password and put your own address back."
                        .to_owned(),
                ),
            ],
            sms: format!(
                "{house}: your e-mail address was changed. If it was not you, sign in and change \
                 your password."
            ),
        },
        Language::Zh => Draft {
            subject: format!("您的 {house} 账号邮箱已更换"),
            parts: vec![
                Part::Says(format!(
                    "您的 {house} 账号邮箱已于 {at} 更换。旧邮箱不能再用于登录，也不会再收到验证码。"
                )),
                Part::Says("如果是您本人操作，无需理会。".to_owned()),
                Part::Says("如果不是您，请登录后修改密码，并换回您自己的邮箱。".to_owned()),
            ],
            sms: format!("【{house}】您的账号邮箱已更换。如非本人操作，请登录并修改密码。"),
        },
    }
}
