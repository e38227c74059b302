//! `POST /api/reset_password`: a new password for who has the code. Every session ends.

use super::words::Sentence;
use super::{House, fields, words};
use crate::http::call::Call;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read(&call).await?;
    let (_, address) = asked.user()?;
    let code = asked.code()?;
    let policy = house.settings.password();
    let bad_password = || words::bad_password(policy.chars_min, policy.chars_max);
    let new = asked.password("new_password")?.ok_or_else(bad_password)?;
    let (accounts, visit) = (&house.means.accounts, house.visit(&call));
    let reset = accounts.reset_password(&address, &code, &new, &policy, &visit).await;
    let refused = |error| words::reset_refused(error, bad_password);
    reset.map(|_| words::password_exchanged()).map_err(refused)
}
