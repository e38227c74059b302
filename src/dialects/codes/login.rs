//! `POST /api/login`: a token for who knows the password.

use super::words::Sentence;
use super::{House, fields, words};
use crate::accounts::Knocking;
use crate::http::call::Call;
use crate::http::reply::Response;

pub async fn answer(call: Call, house: House) -> Result<Response, Sentence> {
    let asked = fields::read(&call).await?;
    let (user, _) = asked.user()?;
    let password = asked.password("password")?.ok_or_else(words::login_failed)?;
    let grant = house.means.accounts.login(&user, &password, &house.visit(&call)).await;
    let tells = house.settings.knocking == Knocking::Telling;
    let grant = grant.map_err(|error| words::login_refused(error, tells))?;
    Ok(words::logged_in(&user, grant.access_token.reveal()))
}
