//! `POST /user/register`: an account for who can read.

use super::words::{self, Sentence};
use super::{House, captcha, fields};
use crate::accounts::NewPerson;
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::values::{Email, Phone, Username};

pub async fn answer(call: Call, house: House) -> Response {
    register(&call, &house).await.into_answer()
}

async fn register(call: &Call, house: &House) -> Result<Sentence, Sentence> {
    let asked = fields::read(call, house).await?;
    let username = Some(username(&asked.required("uname")?)?);
    let (email, phone) = (asked.email()?, asked.phone()?);
    if email.is_none() && phone.is_none() {
        return Err(words::bad_parameters());
    }
    let password = Some(asked.password("password")?);
    if house.settings.register_needs_captcha {
        captcha::judge(call, &asked, house)?;
    }
    let person = NewPerson { username, email, phone, password, ..NewPerson::default() };
    let (demands, policy) = (house.registration(), house.settings.password());
    let accounts = &house.means.accounts;
    let made = accounts.register(person, &demands, &policy, None, &house.visit(call)).await;
    made.map(|account| words::registered(&account)).map_err(words::registration_refused)
}

/// A name that looks like an address would stand before its owner's at every login.
fn username(typed: &str) -> Result<Username, Sentence> {
    let is_address = Email::parse(typed).is_ok() || Phone::parse(typed).is_ok();
    let name = Username::parse(typed).ok().filter(|_| !is_address);
    name.ok_or_else(words::bad_parameters)
}
