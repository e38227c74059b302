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
use crate::store::{Contact, Gender, Identity, Profile};

pub const PROBLEMS: &[Code] = &[];

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
    let mut response = reply::json(&ExportedAccount::of(&caller, export));
    let as_file = HeaderValue::from_static("attachment; filename=\"teahouse-export.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, as_file);
    Ok(response)
}

impl ExportedAccount {
    fn of(caller: &Caller, export: Export) -> ExportedAccount {
        let current = caller.session().id;
        ExportedAccount {
            details: Details::of(&export.account.profile),
            account: Me::of(&export.account),
            sessions: export.sessions.iter().map(|it| Device::of(it, current)).collect(),
            follows: export.follows.iter().map(|uid| uid.0).collect(),
            blocks: export.blocks.iter().map(|uid| uid.0).collect(),
            acts: export.acts.into_iter().map(Line::of).collect(),
        }
    }
}
