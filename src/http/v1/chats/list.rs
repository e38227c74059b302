//! `GET /v1/chats`: one's chats.

use std::collections::HashSet;

use super::shapes::{self, ChatsPage};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::visit::{Page, cursor};
use crate::store::chats::Place;

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

/// Your chats
///
/// Most recently active first, with the last message, how many are unread, and how many of them
/// call you.
#[utoipa::path(
    get,
    path = "/v1/chats",
    tag = "chat",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "A page of chats", body = ChatsPage)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.pace(&caller)?;
    let Page { after, limit } = Page::<Place>::asked(&call)?;
    let chats = house.chat.chats(caller.uid(), after, HashSet::new(), limit).await?;
    let last = chats.last().filter(|_| chats.len() == limit);
    let next = last.and_then(|summary| cursor(&summary.place()));
    Ok(reply::json(&ChatsPage { chats: chats.iter().map(shapes::chat).collect(), next }))
}
