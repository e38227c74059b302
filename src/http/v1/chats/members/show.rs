//! `GET /v1/chats/{chat}/members/{user}`: whether somebody is in it, and as what.

use super::super::ask;
use super::super::shapes::{self, MemberShape};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::store::chats::Refusal;
use crate::values::Uid;

pub const PROBLEMS: &[Code] = ask::READING;

/// One member
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}/members/{user}",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("user" = String, Path, description = ask::USER),
    ),
    responses((status = 200, description = "They are in it", body = MemberShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let user = ask::user(&call, &caller, &house).await?;
    let before = Some(Uid(user.0.saturating_sub(1)));
    let found = house.chat.members(caller.uid(), chat, before, 1).await?;
    let member = found.first().filter(|(person, _)| person.uid == user);
    let member = member.ok_or(Refusal::UnknownUser)?;
    let is_here = house.company.presence(user).online;
    Ok(reply::json(&shapes::member(member, is_here)))
}
