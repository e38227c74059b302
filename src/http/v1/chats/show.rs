//! `GET /v1/chats/{chat}`: one chat.

use super::ask;
use super::shapes::{self, ChatShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::READING;

/// One chat
///
/// What it is and how you stand to it.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}",
    tag = "chat",
    params(("chat" = String, Path, description = ask::CHAT)),
    responses((status = 200, description = "The chat", body = ChatShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let summary = house.chat.summary(caller.uid(), chat).await?;
    Ok(reply::json(&shapes::chat(&summary)))
}
