//! Somebody tried to register with an address that has an account.

use super::{About, Draft, Language, Part};

pub fn draft(about: &About<'_>) -> Draft {
    let house = about.house;
    match about.language {
        Language::En => Draft {
            subject: format!("You already have an account at {house}"),
            parts: vec![
                Part::Says(format!(
                    "Somebody, probably you, tried to register at {house} with this address. It \
                     already belongs to an account, so no second one was made."
                )),
                Part::Says(
                    "Sign in with this address instead. If you no longer know the password, you \
                     can have a code sent here and set a new one."
                        .to_owned(),
                ),
                Part::Says(
                    "If it was not you, there is nothing to do: whoever tried did not learn that \
                     you have an account."
                        .to_owned(),
                ),
            ],
            sms: format!(
                "{house}: this number already has an account. Sign in with it, or set a new \
                 password if you forgot yours."
            ),
        },
        Language::Zh => Draft {
            subject: format!("您已经有 {house} 账号了"),
            parts: vec![
                Part::Says(format!(
                    "有人（可能就是您）尝试用这个地址注册 {house}。它已经属于一个账号，所以没有再创建新的账号。"
                )),
                Part::Says(
                    "请直接用这个地址登录。如果忘记了密码，可以让我们把验证码发到这里，再设置新密码。"
                        .to_owned(),
                ),
                Part::Says(
                    "如果这不是您的操作，您无需理会：对方并不会因此知道您有账号。".to_owned(),
                ),
            ],
            sms: format!("【{house}】此号码已有账号，请直接登录；忘记密码可通过验证码重置。"),
        },
    }
}
