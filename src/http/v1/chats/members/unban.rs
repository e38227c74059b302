//! `DELETE /v1/chats/{chat}/bans/{user}`: letting somebody come again.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Let somebody come again
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat}/bans/{user}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::ROOM),
        ("user" = String, Path, description = ask::USER),
    ),
    responses((status = 200, description = "Its place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let user = ask::user(&call, &caller, &house).await?;
    let by = caller.uid().into();
    let receipt = house.chat.unban(by, chat, user).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
