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

pub const PROBLEMS: &[Code] = &[];

/// Everything but the picture (its address is in `account`) and the password (of which only a
/// hash is held).
#[derive(Serialize, ToSchema)]
pub struct ExportedAccount {
    account: Me,
    sessions: Vec<Device>,
    /// The uids of whom you follow.
    follows: Vec<u64>,
    /// The uids of whom you have blocked.
    blocks: Vec<u64>,
    /// What the audit log tells of you, the newest first.
    acts: Vec<Line>,
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
            account: Me::of(&export.account),
            sessions: export.sessions.iter().map(|it| Device::of(it, current)).collect(),
            follows: export.follows.iter().map(|uid| uid.0).collect(),
            blocks: export.blocks.iter().map(|uid| uid.0).collect(),
            acts: export.acts.into_iter().map(Line::of).collect(),
        }
    }
}
