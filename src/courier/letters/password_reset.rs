//! Somebody set a new password with a code.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let (house, at) = (about.house, &about.at);
    match about.language {
        Language::En => Draft {
            subject: format!("Your {house} account has a new password"),
            parts: vec![
                Part::Says(format!(
                    "A new password was set for your {house} account at {at}, with a code that we \
                     had sent to an address of yours. All devices were signed out."
                )),
                Part::Says("If that was you, sign in with the new password.".to_owned()),
                Part::Says(
                    "If it was not, somebody can read your mail or your text messages. Make those \
                     safe first, then set a new password with a new code."
                        .to_owned(),
                ),
            ],
            sms: format!(
                "{house}: a new password was set with a code. If it was not you, set another one \
                 at once."
            ),
        },
        Language::Zh => Draft {
            subject: format!("您的 {house} 账号已设置新密码"),
            parts: vec![
                Part::Says(format!(
                    "您的 {house} 账号已于 {at} 通过验证码设置了新密码，所有设备均已退出登录。"
                )),
                Part::Says("如果是您本人操作，请使用新密码登录。".to_owned()),
                Part::Says(
                    "如果不是您，说明有人能看到您的邮件或短信。请先确保邮箱和手机的安全，再用新的验证码重新设置密码。"
                        .to_owned(),
                ),
            ],
            sms: format!("【{house}】您的密码已通过验证码重置。如非本人操作，请立即重新设置。"),
        },
    }
}
