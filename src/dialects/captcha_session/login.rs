//! `POST /user/login`: a cookie for who knows the password and can read.

use super::fields::{self, Asked};
use super::words::{self, Sentence};
use super::{House, captcha};
use crate::accounts::Named;
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::values::{LoginKind, Uid};

pub async fn answer(call: Call, house: House) -> Response {
    login(&call, &house).await.into_answer()
}

async fn login(call: &Call, house: &House) -> Result<Response, Sentence> {
    let asked = fields::read(call, house).await?;
    let (field, name) = name_in(&asked)?;
    let named = meant(field, &name)?;
    let password = asked.password("password")?;
    captcha::judge(call, &asked, house)?;
    let grant = house.means.accounts.login_to(named, &password, &house.visit(call)).await;
    let grant = grant.map_err(words::login_refused)?;
    let answer = words::logged_in(&grant.account).into_answer();
    Ok(house.means.give_cookie(answer, call, &grant).await)
}

/// One of five ways to say who one is.
fn name_in(asked: &Asked) -> Result<(&'static str, String), Sentence> {
    for field in ["user", "uid", "uname", "phone", "email"] {
        if let Some(name) = asked.optional(field)? {
            return Ok((field, name));
        }
    }
    Err(words::bad_parameters())
}

fn meant<'a>(field: &str, name: &'a str) -> Result<Named<'a>, Sentence> {
    Ok(match field {
        "uid" => Named::Uid(Uid::parse(name.trim()).ok_or_else(words::bad_parameters)?),
        "uname" => Named::As(LoginKind::Username, name),
        "phone" => Named::As(LoginKind::Phone, name),
        "email" => Named::As(LoginKind::Email, name),
        _ => Named::ByNameOrUid(name.trim()),
    })
}
