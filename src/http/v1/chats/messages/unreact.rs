//! `DELETE /v1/chats/{chat}/messages/{seq}/reactions/{emoji}`: taking the picture back.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Take a reaction back
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat}/messages/{seq}/reactions/{emoji}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("seq" = u64, Path, description = ask::SEQ),
        ("emoji" = String, Path, description = ask::EMOJI),
    ),
    responses((status = 200, description = "Its place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let (seq, emoji) = (ask::seq(&call)?, ask::emoji(&call)?);
    let receipt = house.chat.react(caller.uid().into(), chat, seq, emoji, false).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
