//! `GET /v1/uploads/{id}`: what is in a file.

use warp::http::{HeaderValue, header};

use super::super::House;
use super::super::shapes::RawBytes;
use super::download::{self, Wanted};
use crate::accounts::Caller;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{Response, header_of};
use crate::store::uploads::Attachment;
use crate::values::UploadId;

pub const PROBLEMS: &[Code] = &[Code::NotFound, Code::RangeNotSatisfiable];

/// What is in a file
///
/// For who has sent it, and for all who can read the message that it is in. Anything but a picture
/// that browsers show comes as something to be saved.
#[utoipa::path(
    get,
    path = "/v1/uploads/{id}",
    tag = "files",
    params(
        ("id" = String, Path, description = "As in a message's `attachments`"),
        ("Range" = Option<String>, Header, description = "One range of bytes"),
        ("If-None-Match" = Option<String>, Header),
    ),
    responses(
        (status = 200, description = "The file", body = RawBytes, content_type = "*/*"),
        (status = 206, description = "The range that was asked for"),
        (status = 304, description = "You have it"),
    ),
)]
pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = UploadId::parse(call.param("id")).ok_or_else(not_found)?;
    let upload = house.chat.find_upload(caller.uid(), id).await?.ok_or_else(not_found)?;
    let Attachment { bytes, .. } = upload.attachment;
    let wanted = Wanted::of(&call, upload.file, bytes)?;
    let mut response = download::respond(house.chat, upload.file, bytes, wanted);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header_of(upload.attachment.media.as_str()));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&upload.attachment));
    let nothing_runs = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, nothing_runs);
    Ok(response)
}

/// Only what was measured as a picture may be shown where it is.
fn disposition(attachment: &Attachment) -> HeaderValue {
    let kind = if attachment.size.is_some() { "inline" } else { "attachment" };
    let name = attachment.name.as_str();
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let whole = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    header_of(&format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
}

/// For readers that know nothing but ASCII without escapes.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' '
}
