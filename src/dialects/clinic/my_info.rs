//! `GET /user/tobeupdated`: what one may change of oneself, as it is now.

use super::House;
use super::words::{self, Sentence};
use crate::http::call::Call;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let caller = house.caller(&call, words::info_failed).await?;
    Ok(words::my_info(caller.account()))
}
