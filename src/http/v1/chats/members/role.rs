//! `PUT /v1/chats/{chat}/members/{user}/role`: what somebody may do in a room.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::ask;
use super::super::role::RoleInRoom;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;

pub const PROBLEMS: &[Code] = ask::WRITING;

#[derive(Deserialize, ToSchema)]
#[schema(as = RoleRequest)]
pub struct Asked {
    role: RoleInRoom,
}

/// Give somebody a role
///
/// For owners. Making another one an owner is the first half of handing the room over, and stepping
/// down the second.
#[utoipa::path(
    put,
    path = "/v1/chats/{chat}/members/{user}/role",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::ROOM),
        ("user" = String, Path, description = ask::USER),
    ),
    request_body = Asked,
    responses((status = 200, description = "Its place in the log", body = ReceiptShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let user = ask::user(&call, &caller, &house).await?;
    let Asked { role } = call.json()?;
    let receipt = house.chat.role(caller.uid().into(), chat, user, role.into()).await?;
    Ok(reply::json(&shapes::receipt(receipt)))
}
