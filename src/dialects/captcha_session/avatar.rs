//! `POST /user/avatar`: one's picture. Nothing of the upload but its pixels is kept.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::accounts::{Caller, picture};
use crate::http::call::Call;

/// The picture, and what is around it in a multipart body.
pub const BODY_BYTES_MAX: usize = picture::UPLOAD_BYTES_MAX + 16 * 1024;

pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read_anyhow(&call).await?;
    let upload = asked.0.file("avatar").ok_or_else(words::bad_parameters)?;
    let set = house.means.accounts.set_avatar(&caller, upload.clone()).await;
    set.map(|account| words::uploaded(&account)).map_err(words::avatar_refused)
}
