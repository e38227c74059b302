//! `POST /v1/chats/{chat}/messages`: saying something.

use serde::Deserialize;
use utoipa::ToSchema;
use warp::http::StatusCode;

use super::super::ask;
use super::super::shapes::{self, ReceiptShape};
use crate::accounts::Caller;
use crate::chat::NewMessage;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::http::v1::House;
use crate::store::chats::Refusal;
use crate::values::{Seq, UploadId};

pub const PROBLEMS: &[Code] = ask::WRITING;

#[derive(Deserialize, ToSchema)]
#[schema(as = MessageRequest)]
pub struct Asked {
    /// May be empty where there are attachments.
    #[schema(example = "hello")]
    text: String,
    /// The message to which it is an answer.
    reply_to: Option<u64>,
    /// Your own uploads, at most ten, none of which is in a message yet.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false)]
    attachments: Vec<String>,
    /// As the Idempotency-Key.
    #[schema(example = "k1")]
    id: Option<String>,
}

/// Send a message
///
/// A direct chat begins with its first message. With an `Idempotency-Key` (or an `id`) sending
/// twice is sending once, however long ago the first time was.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat}/messages",
    tag = "chat",
    params(
        ("chat" = String, Path, description = ask::CHAT),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 64, description = "Your own name for the message"),
    ),
    request_body = Asked,
    responses(
        (status = 201, description = "It is in the log", body = ReceiptShape),
        (status = 200, description = "It was there already", body = ReceiptShape),
    ),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let chat = ask::chat(&call, &caller, &house).await?;
    let Asked { text, reply_to, attachments, id } = call.json()?;
    let id = ask::client_id(&call, id.as_deref())?;
    let uploads: Option<Vec<_>> = attachments.iter().map(|id| UploadId::parse(id)).collect();
    let attachments = uploads.ok_or(Refusal::UnknownUpload)?;
    let message = NewMessage { id, text, reply_to: reply_to.map(Seq), attachments };
    let receipt = house.chat.send(caller.uid().into(), chat, message).await?;
    let said = shapes::receipt(receipt);
    Ok(match receipt.duplicate {
        true => reply::json_with(StatusCode::OK, &said),
        false => reply::created(&format!("/v1/chats/{chat}/messages/{}", receipt.seq), &said),
    })
}
