//! `PATCH /v1/chats/{chat}/messages/{seq}`: saying it better.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

#[derive(Deserialize, ToSchema)]
#[schema(as = EditRequest)]
pub struct Asked {
    #[schema(example = "hello, everyone")]
    text: String,
}

/// Edit a message
///
/// Your own alone. What it said before stays in the log.
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat}/messages/{seq}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("seq" = u64, Path, description = ask::SEQ),
    ),
    request_body = Asked,
    responses((status = 200, description = "The edit's place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let seq = ask::seq(&call)?;
    let Asked { text } = call.json()?;
    let receipt = house.chat.edit(caller.uid().into(), chat, seq, &text).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
