//! The account is gone.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let (house, at) = (about.house, &about.at);
    match about.language {
        Language::En => Draft {
            subject: format!("Your {house} account was deleted"),
            parts: vec![
                Part::Says(format!(
                    "Your {house} account was deleted at {at}. Its profile and picture are gone, \
                     and all devices were signed out. This cannot be undone."
                )),
                Part::Says(
                    "Thank you for having been with us. You can register again with this address \
                     whenever you like."
                        .to_owned(),
                ),
            ],
            sms: format!("{house}: your account was deleted. Thank you for having been with us."),
        },
        Language::Zh => Draft {
            subject: format!("您的 {house} 账号已注销"),
            parts: vec![
                Part::Says(format!(
                    "您的 {house} 账号已于 {at} 注销。个人资料和头像已经删除，所有设备均已退出登录，此操作无法撤销。"
                )),
                Part::Says("感谢您曾与我们同行。您随时可以用这个地址重新注册。".to_owned()),
            ],
            sms: format!("【{house}】您的账号已注销。感谢您曾与我们同行。"),
        },
    }
}
