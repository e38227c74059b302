//! `POST /user/info`: what one says of oneself. What is left out stays as it is.

use super::House;
use super::fields::{self, Asked};
use super::words::{self, Sentence};
use crate::accounts::{Caller, ProfileChange};
use crate::http::call::Call;
use crate::store::{DetailsChange, Gender};
use crate::values::Address;

pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read_anyhow(&call).await?;
    let change = asked_for(&asked)?;
    let visit = house.visit(&call);
    let changed = house.means.accounts.change_profile(&caller, change, None, &visit).await;
    changed.map(|account| words::info(&account)).map_err(words::change_refused)
}

fn asked_for(asked: &Asked) -> Result<ProfileChange, Sentence> {
    let intro = asked.0.text("intro").map_err(|_| words::bad_parameters())?;
    let email = asked.email()?.map(Address::Email);
    let phone = asked.phone()?.map(Address::Phone);
    let details = DetailsChange { gender: gender(asked)?, ..DetailsChange::default() };
    Ok(ProfileChange {
        intro: intro.map(str::to_owned),
        details,
        claims: email.into_iter().chain(phone).collect(),
        ..ProfileChange::default()
    })
}

fn gender(asked: &Asked) -> Result<Option<Gender>, Sentence> {
    let Some(said) = asked.optional("gender")? else { return Ok(None) };
    words::gender(said.trim()).map(Some).ok_or_else(words::bad_parameters)
}
