//! A link to set a new password.

use super::{About, Draft, Language, Part, linked};
use crate::courier::Link;

pub fn draft(about: &About<'_>, link: &Link) -> Draft {
    let house = about.house;
    match about.language {
        Language::En => Draft {
            subject: format!("Set a new {house} password"),
            parts: vec![
                Part::Says(format!(
                    "Somebody, probably you, asked for a new password for your {house} account. \
                     To set it, follow this:"
                )),
                linked(link),
                Part::Says("It works once, within the next days.".to_owned()),
                Part::Says(
                    "If you did not ask for it, ignore this letter and give it to nobody: your \
                     password stays as it is."
                        .to_owned(),
                ),
            ],
            sms: format!("{house}: we have sent a link to set a new password to your mailbox."),
        },
        Language::Zh => Draft {
            subject: format!("设置新的 {house} 密码"),
            parts: vec![
                Part::Says(format!(
                    "有人（可能就是您）为您的 {house} 账号申请了新密码。请通过以下链接设置："
                )),
                linked(link),
                Part::Says("链接在几天内有效，只能使用一次。".to_owned()),
                Part::Says(
                    "如果这不是您的操作，请忽略此邮件，也不要转给任何人：您的密码不会改变。"
                        .to_owned(),
                ),
            ],
            sms: format!("【{house}】设置新密码的链接已发送到您的邮箱。"),
        },
    }
}
