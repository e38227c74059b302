//! `GET /user/homepage`: who one is, and whom one follows.

use super::House;
use super::words::{self, Sentence};
use crate::http::call::Call;

/// So many pictures of people whom one follows are shown.
const PICTURES: usize = 3;
/// Among so many of them they are looked for.
const LOOKED_THROUGH: usize = 50;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let caller = house.caller(&call, words::no_homepage).await?;
    let accounts = &house.means.accounts;
    let follows = accounts.follows(caller.uid()).await.map_err(words::no_homepage_now)?;
    let first = accounts.following(caller.uid(), None, LOOKED_THROUGH).await;
    let first = first.map_err(words::no_homepage_now)?.items;
    let pictures = first.into_iter().filter_map(|person| person.avatar).take(PICTURES).collect();
    Ok(words::homepage(&caller, follows, pictures))
}
