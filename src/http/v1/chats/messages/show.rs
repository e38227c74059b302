//! `GET /v1/chats/{chat}/messages/{seq}`: one message.

use super::super::ask;
use super::super::entry::{Shape, shown};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::store::chats::{Entry, Range, Refusal, What};

pub const PROBLEMS: &[Code] =
    &[Code::UnknownChat, Code::UnknownUser, Code::UnknownMessage, Code::NotAMember];

/// One message
///
/// With what has become of it.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}/messages/{seq}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("seq" = u64, Path, description = "Its number in the chat"),
    ),
    responses((status = 200, description = "The message", body = Shape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let seq = ask::seq(&call)?;
    let page = house.chat.history(caller.uid(), chat, Range::After(seq.previous()), 1).await?;
    let is_it = |entry: &&Entry| matches!(entry.event.what, What::Message { .. });
    let message = page.entries.first().filter(is_it).ok_or(Refusal::UnknownMessage)?;
    Ok(reply::json(&shown(chat, message)))
}
