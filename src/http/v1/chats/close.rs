//! `DELETE /v1/chats/{chat}`: the end of a room.

use super::ask;
use super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Close a room
///
/// For its owners. It can be read and left, and nothing else; its slug is free again.
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat}",
    tag = "chat",
    params(("chat" = String, Path, description = ask::ROOM)),
    responses((status = 200, description = "The last entry of its log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let receipt = house.chat.close(caller.uid().into(), chat).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
