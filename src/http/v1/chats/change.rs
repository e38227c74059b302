//! `PATCH /v1/chats/{chat}`: its title, and whether it is muted.

use serde::Deserialize;
use utoipa::ToSchema;

use super::ask;
use super::shapes::{self, ChatShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// What is absent stays as it is.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChatChangeRequest)]
pub struct Asked {
    /// Of a room, for its owners; everybody in it hears of it.
    title: Option<String>,
    /// For yourself alone: it is for clients to know when to be silent.
    muted: Option<bool>,
}

/// Change a chat
#[utoipa::path(
    patch,
    path = "/v1/chats/{chat}",
    tag = "chat",
    params(("chat" = String, Path, description = ask::CHAT)),
    request_body = Asked,
    responses((status = 200, description = "The chat as it is now", body = ChatShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let Asked { title, muted } = call.json()?;
    // First what may be refused: whoever may give a title may also mute.
    if let Some(title) = title {
        house.chat.topic(caller.uid().into(), chat, &title).await?;
    }
    if let Some(muted) = muted {
        house.chat.mute(caller.uid(), chat, muted).await?;
    }
    let summary = house.chat.summary(caller.uid(), chat).await?;
    Ok(reply::json(&shapes::chat(&summary)))
}
