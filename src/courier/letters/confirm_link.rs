//! A link that proves an address.

use super::{About, Draft, Language, Part, linked};
use crate::courier::Link;

pub fn draft(about: &About<'_>, link: &Link) -> Draft {
    let house = about.house;
    match about.language {
        Language::En => Draft {
            subject: format!("Confirm your address for {house}"),
            parts: vec![
                Part::Says(format!(
                    "An account at {house} was made with this address. To confirm that it is \
                     yours, follow this:"
                )),
                linked(link),
                Part::Says(
                    "If you made no account, somebody probably mistyped an address. You can \
                     ignore this letter."
                        .to_owned(),
                ),
            ],
            sms: format!("{house}: we have sent a link to confirm your address to your mailbox."),
        },
        Language::Zh => Draft {
            subject: format!("确认您的 {house} 邮箱地址"),
            parts: vec![
                Part::Says(format!(
                    "有人用这个地址注册了 {house} 账号。请通过以下链接确认它属于您："
                )),
                linked(link),
                Part::Says("如果您没有注册，可能是有人填错了地址，您无需理会。".to_owned()),
            ],
            sms: format!("【{house}】确认地址的链接已发送到您的邮箱。"),
        },
    }
}
