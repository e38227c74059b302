//! `PUT /v1/chats/{chat}/messages/{seq}/pin`: putting it where everybody sees it.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Pin a message
///
/// In rooms for who moderates, in direct chats for both.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat}/messages/{seq}/pin",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("seq" = u64, Path, description = ask::SEQ),
    ),
    responses((status = 200, description = "Its place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let seq = ask::seq(&call)?;
    let receipt = house.chat.pin(caller.uid().into(), chat, seq, true).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
