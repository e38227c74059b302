//! `/user/loginPhone/<phone_number>`: GET sends a code, POST signs in with it.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::dialects::caller::NoCaller;
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::store::CodePurpose;
use crate::values::Address;

pub async fn send(call: Call, house: House) -> Result<Sentence, Sentence> {
    let visited = fields::visited_phone(&call, &house)?;
    // Told to the session's own owner only: whoever asks without one learns nothing of others'.
    match house.means.caller(&call).await {
        Ok(caller) => return Err(words::logged_in_already(caller.uid())),
        Err(NoCaller::Trouble(trouble)) => return Err(words::trouble(trouble)),
        Err(NoCaller::NotSignedIn | NoCaller::FromElsewhere) => {}
    }
    let (phone, visit) = visited.ok_or_else(words::no_such_user)?;
    let (to, policy) = (Address::Phone(phone), house.settings.login_code());
    let sent = house.means.accounts.send_code(CodePurpose::Login, &to, &policy, &visit).await;
    let refused = |error| words::code_refused(error, words::no_such_user);
    sent.map(|_| words::expect_message()).map_err(refused)
}

pub async fn answer(call: Call, house: House) -> Result<Response, Sentence> {
    let asked = fields::read(&call, &house).await?;
    let phone = asked.phone(&call).ok_or_else(words::wrong_login_code)?;
    let code = asked.code("identifying_code").ok_or_else(words::wrong_login_code)?;
    let grant = house.means.accounts.login_by_code(&phone, &code, &house.visit(&call)).await;
    let grant = grant.map_err(words::code_login_refused)?;
    let answer = words::logged_in(grant.account.uid).into_answer();
    Ok(house.means.give_cookie(answer, &call, &grant).await)
}
