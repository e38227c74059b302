//! `GET /v1/me/export`: everything that is held on a person.

use serde::Serialize;
use utoipa::ToSchema;
use warp::http::{HeaderValue, header};

use super::super::House;
use super::super::admin::shapes::Line;
use super::super::shapes::{Device, Me};
use crate::accounts::{Caller, Export};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};
use crate::store::uploads::{Attachment, Place};
use crate::store::{Contact, Gender, Identity, Profile, Upload};
use crate::values::{ChatId, Millis, Seq, UploadId};

pub const PROBLEMS: &[Code] = &[];

const UPLOADS_MAX: usize = 10_000;

/// Everything but the picture (its address is in `account`) and the password (of which only a
/// hash is held).
#[derive(Serialize, ToSchema)]
pub struct ExportedAccount {
    account: Me,
    details: Details,
    sessions: Vec<Device>,
    /// The uids of whom you follow.
    follows: Vec<u64>,
    /// The uids of whom you have blocked.
    blocks: Vec<u64>,
    /// What the audit log tells of you, the newest first.
    acts: Vec<Line>,
    /// The files that you have sent; what is in one is at `/v1/uploads/{id}`.
    uploads: Vec<ExportedUpload>,
}

#[derive(Serialize, ToSchema)]
pub struct ExportedUpload {
    #[schema(value_type = String)]
    id: UploadId,
    name: String,
    #[serde(rename = "type")]
    media: String,
    bytes: u64,
    #[schema(value_type = i64)]
    at: Millis,
    /// The message that it is in, unless it waits for one.
    #[schema(value_type = Option<String>)]
    chat: Option<ChatId>,
    #[schema(value_type = Option<u64>)]
    seq: Option<Seq>,
}

impl ExportedUpload {
    fn of(upload: Upload) -> ExportedUpload {
        let (chat, seq) = match upload.place {
            Place::Held { chat, seq } => (Some(chat), Some(seq)),
            Place::Waiting { .. } => (None, None),
        };
        let Attachment { id, name, media, bytes, .. } = upload.attachment;
        let (name, media) = (name.as_str().to_owned(), media.to_string());
        ExportedUpload { id, name, media, bytes, at: upload.at, chat, seq }
    }
}

/// What you said of yourself to other front ends.
#[derive(Serialize, ToSchema)]
#[schema(as = ExportedDetails)]
pub struct Details {
    /// `unset`, `male` or `female`.
    #[schema(value_type = String)]
    gender: Gender,
    age: Option<u8>,
    /// `patient` or `doctor`.
    #[schema(value_type = String)]
    identity: Identity,
    wechat_uid: String,
    first_name: String,
    last_name: String,
    company: Option<String>,
    tel: Option<String>,
    address: Option<String>,
}

impl Details {
    fn of(profile: &Profile) -> Details {
        let contact = |text: fn(&Contact) -> &String| profile.contact.as_ref().map(text).cloned();
        Details {
            gender: profile.gender,
            age: profile.age,
            identity: profile.identity,
            wechat_uid: profile.wechat_uid.clone(),
            first_name: profile.first_name.clone(),
            last_name: profile.last_name.clone(),
            company: contact(|it| &it.company),
            tel: contact(|it| &it.tel),
            address: contact(|it| &it.address),
        }
    }
}

/// Everything that is held on you
#[utoipa::path(
    get,
    path = "/v1/me/export",
    tag = "me",
    responses((status = 200, description = "As a file", body = ExportedAccount)),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let export = house.accounts.export(&caller).await?;
    let uploads = house.chat.own_uploads(caller.uid(), UPLOADS_MAX).await?;
    let uploads = uploads.into_iter().map(ExportedUpload::of).collect();
    let mut response = reply::json(&ExportedAccount::of(&caller, export, uploads));
    let as_file = HeaderValue::from_static("attachment; filename=\"teahouse-export.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, as_file);
    Ok(response)
}

impl ExportedAccount {
    fn of(caller: &Caller, export: Export, uploads: Vec<ExportedUpload>) -> ExportedAccount {
        let current = caller.session().id;
        ExportedAccount {
            details: Details::of(&export.account.profile),
            account: Me::of(&export.account),
            sessions: export.sessions.iter().map(|it| Device::of(it, current)).collect(),
            follows: export.follows.iter().map(|uid| uid.0).collect(),
            blocks: export.blocks.iter().map(|uid| uid.0).collect(),
            acts: export.acts.into_iter().map(Line::of).collect(),
            uploads,
        }
    }
}
