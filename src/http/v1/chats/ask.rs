//! What the endpoints about chats ask of a request: which chat, whom, which message, how fast.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::{Caller, Who};
use crate::chat::WriteError;
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::v1::House;
use crate::http::v1::fields::Fields;
use crate::http::v1::visit::idempotency_key;
use crate::store::chats::Refusal;
use crate::values::{ChatId, ClientId, Emoji, Seq, Uid};

/// What can go wrong with whatever is asked about a chat.
pub const READING: &[Code] =
    &[Code::InvalidFields, Code::UnknownChat, Code::UnknownUser, Code::NotAMember];
/// And with whatever is to be written there.
pub const WRITING: &[Code] = &[
    Code::InvalidFields,
    Code::UnknownChat,
    Code::UnknownUser,
    Code::UnknownMessage,
    Code::NotAMember,
    Code::Forbidden,
    Code::Blocked,
    Code::Conflict,
    Code::IdempotencyMismatch,
    Code::OutcomeUnknown,
];

/// What stands in the paths, as the document explains it to people.
pub const CHAT: &str = "`d:17:42`, `r:5`, `@bob` or `#tea`, percent-encoded";
pub const ROOM: &str = "`r:5` or `#tea`, percent-encoded";
pub const USER: &str = "A uid, @ and a username, or `me`";
pub const SEQ: &str = "The message's number in the chat";
pub const EMOJI: &str = "One picture, percent-encoded";

impl House {
    /// Who asks about chats is held to the pace of a socket. Every endpoint about them begins so,
    /// most of them by [`chat`].
    pub fn pace(&self, caller: &Caller) -> Result<(), Problem> {
        Ok(self.limits.chat_request_of(caller.uid())?)
    }
}

/// The chat that the path names, as the caller means it: `d:17:42`, `r:5`, `@bob`, `#tea`.
pub async fn chat(call: &Call, caller: &Caller, house: &House) -> Result<ChatId, Problem> {
    house.pace(caller)?;
    Ok(house.chat.find_chat(caller.uid(), call.param("chat")).await?)
}

/// The person whom the path names: `17`, `@bob`, or `me`.
pub async fn user(call: &Call, caller: &Caller, house: &House) -> Result<Uid, Problem> {
    let named = call.param("user");
    if named == "me" {
        return Ok(caller.uid());
    }
    if Who::parse(named).is_none() {
        return Err(Refusal::UnknownUser.into());
    }
    Ok(house.chat.find_user(named).await?)
}

/// The entry that the path names.
pub fn seq(call: &Call) -> Result<Seq, Problem> {
    Seq::parse(call.param("seq")).ok_or_else(|| Refusal::UnknownMessage.into())
}

/// The picture that the path names.
pub fn emoji(call: &Call) -> Result<Emoji, Problem> {
    let mut fields = Fields::default();
    let emoji = fields.read("emoji", Some(call.param("emoji")), Emoji::parse);
    fields.demand("emoji", emoji)
}

/// Somebody, as the body names them.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Named {
    Uid(u64),
    Name(String),
}

/// All of those whom the body names in one field.
pub async fn users(
    field: &'static str,
    named: &[Named],
    house: &House,
) -> Result<Vec<Uid>, Problem> {
    let max = house.chat.settings().invited_max;
    if named.len() > max {
        return Err(WriteError::TooManyAtOnce { field, max }.into());
    }
    let mut users = Vec::with_capacity(named.len());
    for one in named {
        users.push(match one {
            Named::Uid(number) => house.chat.find_user(&number.to_string()).await?,
            Named::Name(name) => house.chat.find_user(name).await?,
        });
    }
    Ok(users)
}

/// The client's own name for what it sends, by which a repeat of it is known: as the header that
/// all of `/v1` knows, or as the `id` that the socket knows.
pub fn client_id(call: &Call, in_body: Option<&str>) -> Result<Option<ClientId>, Problem> {
    let in_header = idempotency_key(call)?;
    let id = match (in_header, in_body) {
        (Some(header), Some(body)) if header != body => {
            let message = "is not what the Idempotency-Key says";
            return Err(Problem::field("id", FieldCode::NotAllowed, message));
        }
        (header, body) => header.or(body),
    };
    let wrong = |_| {
        let message = "must have 1 to 64 characters, none of them a control character";
        Problem::field("id", FieldCode::Invalid, message)
    };
    id.map(|id| ClientId::parse(id).map_err(wrong)).transpose()
}
