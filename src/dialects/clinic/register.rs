//! `POST /user/register`: an account with a name and a password.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::accounts::NewPerson;
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::values::Username;

pub async fn answer(call: Call, house: House) -> Response {
    register(&call, &house).await.into_answer()
}

async fn register(call: &Call, house: &House) -> Result<Sentence, Sentence> {
    let asked = fields::read(call, words::not_done).await?;
    let username = asked.text("username").and_then(|name| Username::parse(&name).ok());
    let password = asked.0.text("password").ok().flatten().and_then(fields::password);
    let person = NewPerson {
        username: Some(username.ok_or_else(words::not_done)?),
        password: Some(password.ok_or_else(words::not_done)?),
        ..NewPerson::default()
    };
    let (demands, policy) = (house.registration(), house.settings.password());
    let visit = house.visit(call);
    let made = house.means.accounts.register(person, &demands, &policy, None, &visit).await;
    made.map(|_| words::registered()).map_err(words::registration_refused)
}
