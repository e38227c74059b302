//! `POST /v1/chats`: a new room.

use serde::Deserialize;
use utoipa::ToSchema;

use super::ask::{self, Named};
use super::shapes::{self, ChatShape};
use crate::accounts::Caller;
use crate::chat::NewRoom;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::http::v1::fields::Fields;
use crate::values::Slug;

pub const PROBLEMS: &[Code] = &[
    Code::InvalidFields,
    Code::UnknownUser,
    Code::Forbidden,
    Code::Blocked,
    Code::Taken,
    Code::IdempotencyMismatch,
    Code::OutcomeUnknown,
];

#[derive(Deserialize, ToSchema)]
#[schema(as = RoomRequest)]
pub struct Asked {
    /// By which it is found: `#tea`. A room without one is found by its number alone.
    #[schema(example = "tea")]
    slug: Option<String>,
    /// The slug, if there is none.
    #[schema(example = "Tea")]
    title: Option<String>,
    /// Whether anybody can find and join it.
    #[serde(default)]
    public: bool,
    /// Who is in it from the beginning: uids or usernames.
    #[serde(default)]
    members: Vec<Named>,
    /// As the Idempotency-Key.
    id: Option<String>,
}

/// Make a room
///
/// You are its owner. Direct chats are not made: they begin with their first message.
#[utoipa::path(
    post,
    path = "/v1/chats",
    tag = "chat",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 64, description = "Your own name for this request")),
    request_body = Asked,
    responses((status = 201, description = "The room", body = ChatShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.pace(&caller)?;
    let Asked { slug, title, public, members, id } = call.json()?;
    let id = ask::client_id(&call, id.as_deref())?;
    let mut fields = Fields::default();
    let slug = fields.read("slug", slug.as_deref(), Slug::parse);
    fields.done()?;
    let members = ask::users("members", &members, &house).await?;
    let room = NewRoom { id, slug, title, public, members };
    let receipt = house.chat.create(caller.uid().into(), room).await?;
    let room = house.chat.summary(caller.uid(), receipt.chat).await?;
    Ok(reply::created(&format!("/v1/chats/{}", receipt.chat), &shapes::chat(&room)))
}
