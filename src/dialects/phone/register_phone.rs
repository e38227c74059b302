//! `/user/registerPhone/<phone_number>`: GET sends a code, POST makes an account of the number. The
//! account has no password, and nobody is signed in.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::accounts::NewPerson;
use crate::http::call::Call;
use crate::store::CodePurpose;
use crate::values::Address;

pub async fn send(call: Call, house: House) -> Result<Sentence, Sentence> {
    let visited = fields::visited_phone(&call, &house)?;
    let (phone, visit) = visited.ok_or_else(words::phone_not_registered)?;
    let (to, policy) = (Address::Phone(phone), house.settings.code());
    let sent = house.means.accounts.send_code(CodePurpose::Register, &to, &policy, &visit).await;
    let refused = |error| words::code_refused(error, words::phone_not_registered);
    sent.map(|_| words::expect_message()).map_err(refused)
}

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let asked = fields::read(&call, &house).await?;
    let Some(Address::Phone(phone)) = asked.phone(&call) else {
        return Err(words::phone_not_registered());
    };
    let code = asked.code("identifying_code").ok_or_else(words::phone_not_registered)?;
    let person = NewPerson { phone: Some(phone), code: Some(code), ..NewPerson::default() };
    let (demands, policy) = (house.phone_registration(), house.settings.password());
    let visit = house.visit(&call);
    let made = house.means.accounts.register(person, &demands, &policy, None, &visit).await;
    made.map(|_| words::registered()).map_err(words::phone_registration_refused)
}
