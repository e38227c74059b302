//! `PUT /v1/chats/{chat}/typing`: that one is writing.

use serde::Deserialize;
use utoipa::ToSchema;

use super::ask;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] =
    &[Code::InvalidFields, Code::UnknownChat, Code::UnknownUser, Code::Blocked];

#[derive(Deserialize, ToSchema)]
#[schema(as = TypingRequest)]
pub struct Asked {
    on: bool,
}

/// Show that you are writing
///
/// Those who are connected are told; it is kept nowhere.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat}/typing",
    tag = "chat",
    params(("chat" = String, Path, description = ask::CHAT)),
    request_body = Asked,
    responses((status = 204, description = "They were told")),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let Asked { on } = call.json()?;
    house.chat.may_whisper(caller.uid(), chat).await?;
    house.company.is_typing(chat, caller.uid(), caller.name(), on);
    Ok(reply::no_content())
}
