//! `GET /v1/chats/{chat}/events`: a piece of its log.

use super::ask;
use super::entry::shown;
use super::shapes::EventsPage;
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::visit::limit;
use crate::store::chats::Range;
use crate::values::{Seq, Uid};

pub const PROBLEMS: &[Code] = ask::READING;

/// A piece of a chat's log
///
/// The newest entries, those before one, or those after one; ascending in any case. Who has the
/// entries up to `after` misses none by asking for what is after, as long as there is `more`.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat}/events",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("before" = Option<u64>, Query, minimum = 0, maximum = 9007199254740991_u64),
        ("after" = Option<u64>, Query, minimum = 0, maximum = 9007199254740991_u64),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "Ascending by seq", body = EventsPage)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let query = call.query()?;
    let seq = |name| query.number(name, 0..=Uid::LAST.0).map(|seq| seq.map(Seq));
    let range = match (seq("before")?, seq("after")?) {
        (None, None) => Range::Newest,
        (Some(before), None) => Range::Before(before),
        (None, Some(after)) => Range::After(after),
        (Some(_), Some(_)) => {
            let message = "not together with before";
            return Err(Problem::field("after", FieldCode::NotAllowed, message));
        }
    };
    let page = house.chat.history(caller.uid(), chat, range, limit(&query)?).await?;
    let events = page.entries.iter().map(|entry| shown(chat, entry)).collect();
    Ok(reply::json(&EventsPage { chat, events, head: page.head, more: page.more }))
}
