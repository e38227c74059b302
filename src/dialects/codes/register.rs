//! `POST /api/register`: an account for who has the code.

use super::words::Sentence;
use super::{House, fields, words};
use crate::accounts::NewPerson;
use crate::http::call::Call;
use crate::values::Address;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read(&call).await?;
    let (_, address) = asked.user()?;
    let code = Some(asked.code()?);
    let policy = house.settings.password();
    let bad_password = || words::bad_password(policy.chars_min, policy.chars_max);
    let password = Some(asked.password("password")?.ok_or_else(bad_password)?);
    let (email, phone) = match address {
        Address::Email(email) => (Some(email), None),
        Address::Phone(phone) => (None, Some(phone)),
    };
    let person = NewPerson { email, phone, password, code, ..NewPerson::default() };
    let (demands, visit) = (house.registration(), house.visit(&call));
    let made = house.means.accounts.register(person, &demands, &policy, None, &visit).await;
    let refused = |error| words::registration_refused(error, bad_password);
    made.map(|_| words::registered()).map_err(refused)
}
