//! `POST /user/register`: an account with a name and a password.

use super::House;
use super::fields::{self, Asked};
use super::words::{self, Sentence};
use crate::accounts::{Admin, NewPerson};
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::values::Username;

pub async fn answer(call: Call, house: House) -> Response {
    register(&call, &house).await.into_answer()
}

async fn register(call: &Call, house: &House) -> Result<Sentence, Sentence> {
    let asked = fields::read(call, house).await?;
    let person = person(&asked).ok_or_else(words::not_registered)?;
    let (accounts, policy) = (&house.means.accounts, house.settings.password());
    let made = match house.settings.roles.contains(&person.role) {
        true => {
            let (demands, visit) = (house.registration(), house.visit(call));
            accounts.register(person, &demands, &policy, None, &visit).await
        }
        // A role that no stranger may take is an admin's to give.
        false => {
            let caller = house.means.caller(call).await.map_err(words::no_admin)?;
            let admin = Admin::by(accounts, &caller).ok_or_else(words::not_registered)?;
            admin.create(person, &policy).await
        }
    };
    made.map(|_| words::registered()).map_err(words::registration_refused)
}

fn person(asked: &Asked) -> Option<NewPerson> {
    Some(NewPerson {
        username: Some(Username::parse(&asked.text("account")?).ok()?),
        password: Some(asked.password("password")?),
        display_name: asked.optional_text("name")?,
        role: asked.role()?,
        ..NewPerson::default()
    })
}
