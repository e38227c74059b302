//! `GET /v1/rooms?q=`: finding rooms.

use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::chats::shapes;
use crate::http::v1::visit::Page;
use crate::store::chats::RoomsPage;

pub const PROBLEMS: &[Code] = &[Code::InvalidFields];

const TEXT_CHARS_MAX: usize = 64;

/// Find public rooms
///
/// Those whose slug or title holds `q`, or all. A page may be short and yet have a next.
#[utoipa::path(
    get,
    path = "/v1/rooms",
    tag = "chat",
    params(
        ("q" = Option<String>, Query, max_length = 64),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "In order of slug", body = shapes::RoomsPage)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.pace(&caller)?;
    let query = call.query()?;
    let text = query.text("q").unwrap_or_default().trim().to_owned();
    if text.chars().count() > TEXT_CHARS_MAX {
        let message = format!("must have at most {TEXT_CHARS_MAX} characters");
        return Err(Problem::field("q", FieldCode::TooLong, message));
    }
    let Page { after, limit } = Page::asked(&call)?;
    let found = house.chat.public_rooms(RoomsPage { text, after, limit }).await?;
    Ok(reply::json(&shapes::rooms(&found)))
}
