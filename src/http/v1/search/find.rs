//! `GET /v1/search?q=`: finding what was said.

use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::chats::ask;
use crate::http::v1::chats::shapes::{self, HitsPage};
use crate::http::v1::visit::{Page, required};
use crate::store::chats::Query;

pub const PROBLEMS: &[Code] = ask::READING;

/// Search your chats
///
/// Messages that hold every word of `q`, the newest first; scripts without spaces are searched by
/// their characters. A page may be short and yet have a next.
#[utoipa::path(
    get,
    path = "/v1/search",
    tag = "chat",
    params(
        ("q" = String, Query, min_length = 1, max_length = 200),
        ("chat" = Option<String>, Query, description = "`d:17:42`, `r:5`, `@bob` or `#tea`; else all"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "What was found", body = HitsPage)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.pace(&caller)?;
    let text = required(&call, "q")?;
    let query = call.query()?;
    let Page { after: before, limit } = Page::asked(&call)?;
    let chat = match query.text("chat") {
        Some(name) => Some(house.chat.find_chat(caller.uid(), name).await?),
        None => None,
    };
    let query = Query { text, chat, before, limit };
    let found = house.chat.search(caller.uid(), query).await?;
    Ok(reply::json(&shapes::hits(&found)))
}
