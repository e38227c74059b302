//! `POST /api/forget_password`: a code to an address that has an account.

use super::words::Sentence;
use super::{House, fields, words};
use crate::http::call::Call;
use crate::store::CodePurpose;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let (_, to) = fields::read(&call).await?.user()?;
    let (accounts, visit) = (&house.means.accounts, house.visit(&call));
    let sent = accounts.send_code(CodePurpose::Reset, &to, &house.settings.code(), &visit).await;
    sent.map(|_| words::reset_code_sent()).map_err(words::code_refused)
}
