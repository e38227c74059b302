//! `GET /v1/chats/{chat}/members`: who is in it.

use super::super::ask;
use super::super::shapes::{self, MembersPage};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::visit::{Page, cursor};

pub const PROBLEMS: &[Code] = ask::READING;

/// Who is in a chat
///
/// With the names they have now, and who of them is connected.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}/members",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "In order of uid", body = MembersPage)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let Page { after, limit } = Page::asked(&call)?;
    let members = house.chat.members(caller.uid(), chat, after, limit).await?;
    let last = members.last().filter(|_| members.len() == limit);
    let next = last.and_then(|(person, _)| cursor(&person.uid));
    let is_here = |uid| house.company.presence(uid).online;
    let members = members.iter().map(|member| shapes::member(member, is_here(member.0.uid)));
    Ok(reply::json(&MembersPage { chat, members: members.collect(), next }))
}
