//! `DELETE /v1/chats/{chat}/messages/{seq}`: taking something back.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Delete a message
///
/// Your own, or in a room that you moderate anybody's. Its words are gone for good; that there was
/// a message stays in the log.
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat}/messages/{seq}",
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
    let receipt = house.chat.delete(caller.uid().into(), chat, seq).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
