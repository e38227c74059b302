//! `/user/forgetPassword/<phone_number>`: GET sends a code, POST sets a new password with it and
//! signs in. The account must own the number: otherwise a code to one's own phone would open
//! anybody's account.

use super::words::{self, Sentence};
use super::{House, fields};
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::store::CodePurpose;
use crate::values::Address;

pub async fn send(call: Call, house: House) -> Result<Sentence, Sentence> {
    let visited = fields::visited_phone(&call, &house)?;
    let (phone, visit) = visited.ok_or_else(words::unknown_account)?;
    let (to, policy) = (Address::Phone(phone), house.settings.code());
    let sent = house.means.accounts.send_code(CodePurpose::Reset, &to, &policy, &visit).await;
    let refused = |error| words::code_refused(error, words::unknown_account);
    sent.map(|_| words::expect_code()).map_err(refused)
}

pub async fn answer(call: Call, house: House) -> Result<Response, Sentence> {
    let asked = fields::read(&call, &house).await?;
    let account = asked.text("account").ok_or_else(words::unknown_account)?;
    let phone = asked.phone(&call).ok_or_else(words::reset_code_expired)?;
    let code = asked.code("identifying").ok_or_else(words::wrong_reset_code)?;
    let policy = house.settings.password();
    let bad_password = || words::bad_password(policy.chars_min, policy.chars_max);
    let new = asked.password("new_password").ok_or_else(bad_password)?;
    let (accounts, visit) = (&house.means.accounts, house.visit(&call));
    let reset = accounts.reset_password_of(&account, &phone, &code, &new, &policy, &visit).await;
    let grant = reset.map_err(|error| words::reset_refused(error, bad_password))?;
    let answer = words::logged_in(grant.account.uid).into_answer();
    Ok(house.means.give_cookie(answer, &call, &grant).await)
}
