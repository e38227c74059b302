//! `PUT /v1/me/avatar`: one's picture.

use super::super::House;
use super::super::shapes::{Me, RawBytes};
use super::super::visit::versioned;
use crate::accounts::{Caller, picture};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::Response;

pub const PROBLEMS: &[Code] = &[Code::Busy];

/// The largest upload. What is kept of it is far smaller.
pub const BYTES_MAX: usize = picture::UPLOAD_BYTES_MAX;

/// Set your picture
///
/// It is decoded, cut square and written anew: nothing of the upload but its pixels is kept.
#[utoipa::path(
    put,
    path = "/v1/me/avatar",
    tag = "me",
    request_body(content(
        (RawBytes = "image/png"),
        (RawBytes = "image/jpeg"),
        (RawBytes = "image/webp"),
        (RawBytes = "image/gif"),
    )),
    responses((status = 200, description = "The account with its picture", body = Me)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let account = house.accounts.set_avatar(&caller, call.body().clone()).await?;
    Ok(versioned(&call, account.version, &Me::of(&account)))
}
