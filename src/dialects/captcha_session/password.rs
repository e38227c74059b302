//! `POST /user/password`: another password, and the end of all other sessions.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::accounts::Caller;
use crate::http::call::Call;

pub async fn answer(call: Call, caller: Caller, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read_anyhow(&call).await?;
    let (old, new) = (asked.password("old_password")?, asked.password("new_password")?);
    let (accounts, policy) = (&house.means.accounts, house.settings.password());
    let changed = accounts.change_password(&caller, &old, &new, &policy, &house.visit(&call)).await;
    changed.map(|_| words::password_changed()).map_err(words::password_refused)
}
