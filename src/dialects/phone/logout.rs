//! `POST /user/logout`: ends the session that the request itself shows. The `user_id` must be its
//! owner's: were it enough, anybody could log anybody out.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::http::call::Call;
use crate::http::cookies;
use crate::http::reply::{Answer, Response};

pub async fn answer(call: Call, house: House) -> Response {
    logout(&call, &house).await.into_answer()
}

async fn logout(call: &Call, house: &House) -> Result<Response, Sentence> {
    let asked = fields::read(call, house).await?;
    let caller = house.means.caller(call).await.map_err(words::not_logged_out)?;
    if asked.uid("user_id") != Some(caller.uid()) {
        return Err(words::logout_failed());
    }
    let ended = house.means.accounts.end_session(&caller, caller.session().id).await;
    ended.map_err(words::trouble)?;
    Ok(cookies::forget(words::logged_out().into_answer(), call, cookies::SESSION))
}
