//! `PUT /v1/chats/{chat}/members/{user}`: joining a room, or bringing somebody in.

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

/// Join, or bring somebody in
///
/// Yourself (`me`) into a public room; others as its owner or moderator. Nobody can be brought in
/// by somebody whom they have blocked.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat}/members/{user}",
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
    let receipt = match user == caller.uid() {
        true => house.chat.join(by, chat).await?,
        false => house.chat.invite(by, chat, vec![user]).await?,
    };
    Ok(reply::json(&shapes::receipt(receipt)))
}
