//! `POST /user/login`: a cookie for who knows the password.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};

pub async fn answer(call: Call, house: House) -> Response {
    login(&call, &house).await.into_answer()
}

async fn login(call: &Call, house: &House) -> Result<Response, Sentence> {
    let asked = fields::read(call, house).await?;
    let account = asked.text("account").ok_or_else(words::nobody)?;
    let password = asked.password("password").ok_or_else(words::wrong_password)?;
    let grant = house.means.accounts.login(&account, &password, &house.visit(call)).await;
    let grant = grant.map_err(words::login_refused)?;
    let answer = words::logged_in(grant.account.uid).into_answer();
    Ok(house.means.give_cookie(answer, call, &grant).await)
}
