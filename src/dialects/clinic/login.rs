//! `GET /user/login`: a token for who knows the password.
//!
//! The contract puts the password into the address. No log of ours has the query of a request, and
//! the answer may be kept by nobody; what proxies before us write down is theirs to set.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};

pub async fn answer(call: Call, house: House) -> Response {
    login(&call, &house).await.into_answer()
}

async fn login(call: &Call, house: &House) -> Result<Sentence, Sentence> {
    let query = call.query().map_err(|_| words::not_done())?;
    let username = query.text("username").filter(|name| !name.trim().is_empty());
    let username = username.ok_or_else(words::not_done)?;
    let typed = query.text("password").ok_or_else(words::not_done)?;
    let password = fields::password(typed).ok_or_else(words::wrong_password)?;
    let grant = house.means.accounts.login(username, &password, &house.visit(call)).await;
    let grant = grant.map_err(words::login_refused)?;
    Ok(words::logged_in(grant.access_token.reveal(), &grant.account))
}
