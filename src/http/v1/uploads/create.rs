//! `POST /v1/uploads`: a file for a message.
//!
//! The body is the file itself and not a form: there is nothing to take apart, it is on the disk as
//! it comes, and `curl --data-binary @tea.png` or a `fetch` of a `File` send just that.

use super::super::House;
use super::super::shapes::RawBytes;
use crate::accounts::Caller;
use crate::chat::{NewFile, UploadError};
use crate::http::call::Call;
use crate::http::problem::{Code, FieldCode, Problem};
use crate::http::refusal::Refusal;
use crate::http::reply::{self, Response};
use crate::http::v1::chats::entry::{AttachmentShape, attachment};
use crate::values::{FileName, MediaType};

pub const PROBLEMS: &[Code] =
    &[Code::InvalidFields, Code::QuotaExceeded, Code::Busy, Code::OutcomeUnknown];

/// Send a file
///
/// For a message of yours, in whose `attachments` you then name it; one that is in none within a
/// day is gone. The body is the file itself, its type in `Content-Type`.
#[utoipa::path(
    post,
    path = "/v1/uploads",
    tag = "files",
    params(("name" = Option<String>, Query, description = "What the file is called")),
    request_body(content = RawBytes, content_type = "*/*"),
    responses((status = 201, description = "It is kept", body = AttachmentShape)),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    house.limits.upload_of(caller.uid())?;
    let name = FileName::of(call.query()?.text("name").unwrap_or_default());
    let declared = call.header("content-type").and_then(MediaType::parse);
    let settings = &house.chat.settings().uploads;
    let content = call.content(settings.bytes_max, settings.patience)?;
    let file = NewFile { name, declared };
    let upload = house.chat.upload(caller.uid(), file, content).await?;
    let place = format!("/v1/uploads/{}", upload.attachment.id);
    Ok(reply::created(&place, &attachment(&upload.attachment)))
}

impl From<UploadError<Refusal>> for Problem {
    fn from(error: UploadError<Refusal>) -> Problem {
        let said = error.to_string();
        match error {
            UploadError::Interrupted(refusal) => (&refusal).into(),
            UploadError::Empty => Problem::field("body", FieldCode::Required, said),
            UploadError::TooLarge { .. } => Problem::new(Code::PayloadTooLarge).detail(said),
            UploadError::NotTaken(_) => Problem::new(Code::UnsupportedMediaType).detail(said),
            UploadError::NoRoom { .. } => Problem::new(Code::QuotaExceeded).detail(said),
            UploadError::Busy => Problem::new(Code::Busy),
            UploadError::Unavailable(error) => error.into(),
        }
    }
}
