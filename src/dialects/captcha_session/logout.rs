//! `/user/logout`: ends the session that the cookie shows. A plain visit will do, but not one that
//! another site makes for its visitor.

use super::House;
use super::words::{self, Sentence};
use crate::http::call::Call;
use crate::http::cookies;
use crate::http::reply::{Answer, Response};

pub async fn answer(call: Call, house: House) -> Response {
    logout(&call, &house).await.into_answer()
}

async fn logout(call: &Call, house: &House) -> Result<Response, Sentence> {
    let caller = house.means.caller_from_here(call).await.map_err(words::nobody_is_signed_in)?;
    let ended = house.means.accounts.end_session(&caller, caller.session().id).await;
    ended.map_err(words::trouble)?;
    Ok(cookies::forget(words::logged_out().into_answer(), call, cookies::SESSION))
}
