//! `DELETE /v1/chats/{chat}/messages/{seq}/reactions/{emoji}`: taking the picture back.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::fields::Fields;
use crate::values::Emoji;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Take a reaction back
#[utoipa::path(
    delete,
    path = "/v1/chats/{chat}/messages/{seq}/reactions/{emoji}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = "`d:17:42`, `r:5`, `@bob` or `#tea`, percent-encoded"),
        ("seq" = u64, Path, description = "The message's number in the chat"),
        ("emoji" = String, Path, description = "One picture, percent-encoded"),
    ),
    responses((status = 200, description = "Its place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let seq = ask::seq(&call)?;
    let mut fields = Fields::default();
    let emoji = fields.read("emoji", Some(call.param("emoji")), Emoji::parse);
    let emoji = fields.demand("emoji", emoji)?;
    let receipt = house.chat.react(caller.uid().into(), chat, seq, emoji, false).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
