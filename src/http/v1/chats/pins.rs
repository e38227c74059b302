//! `GET /v1/chats/{chat}/pins`: what is pinned there.

use super::ask;
use super::shapes::Pins;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::READING;

/// The pinned messages
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}/pins",
    tag = "chat",
    params(("chat" = String, Path, description = ask::CHAT)),
    responses((status = 200, description = "Their numbers", body = Pins)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let pins = house.chat.pins(caller.uid(), chat).await?;
    Ok(reply::json(&Pins { chat, pins }))
}
