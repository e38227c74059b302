//! The owner changed the password, knowing the old one.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let (house, at) = (about.house, &about.at);
    match about.language {
        Language::En => Draft {
            subject: format!("Your {house} password was changed"),
            parts: vec![
                Part::Says(format!(
                    "The password of your {house} account was changed at {at}. All other devices \
                     were signed out."
                )),
                Part::Says("If that was you, all is well.".to_owned()),
                Part::Says(
                    "If it was not, somebody knew your old password. Set a new one at once with a \
                     code (\u{201c}forgot password\u{201d}): that signs everybody out."
                        .to_owned(),
                ),
            ],
            sms: format!(
                "{house}: your password was changed. If it was not you, set a new one at once."
            ),
        },
        Language::Zh => Draft {
            subject: format!("您的 {house} 密码已修改"),
            parts: vec![
                Part::Says(format!("您的 {house} 账号密码已于 {at} 修改，其他设备均已退出登录。")),
                Part::Says("如果是您本人操作，无需理会。".to_owned()),
                Part::Says(
                    "如果不是您，说明有人知道了您的旧密码。请立即通过“忘记密码”用验证码设置新密码，这会让所有设备退出登录。"
                        .to_owned(),
                ),
            ],
            sms: format!("【{house}】您的密码已修改。如非本人操作，请立即通过验证码重置密码。"),
        },
    }
}
