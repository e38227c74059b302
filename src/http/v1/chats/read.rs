//! `PUT /v1/chats/{chat}/read`: how far one has read.

use serde::Deserialize;
use utoipa::ToSchema;

use super::ask;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::values::Seq;

pub const PROBLEMS: &[Code] = ask::READING;

#[derive(Deserialize, ToSchema)]
#[schema(as = ReadRequest)]
pub struct Asked {
    /// The last entry that you have read.
    #[schema(example = 12)]
    seq: u64,
}

/// Note what you have read
///
/// Everything up to the entry. It is never taken back: an earlier one changes nothing.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat}/read",
    tag = "chat",
    params(("chat" = String, Path, description = ask::CHAT)),
    request_body = Asked,
    responses((status = 204, description = "It is so")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let Asked { seq } = call.json()?;
    if house.chat.read(caller.uid(), chat, Seq(seq)).await? {
        house.company.has_read(chat, caller.uid(), Seq(seq));
    }
    Ok(reply::no_content())
}
