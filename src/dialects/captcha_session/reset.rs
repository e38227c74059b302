//! `POST /user/reset`: a new password for who has lost the old one. The first request sends a code;
//! the next one brings it. To which address it went is remembered by the browser.

use super::browser::Browser;
use super::fields::{self, Asked};
use super::words::{self, Sentence};
use super::{House, captcha};
use crate::http::call::Call;
use crate::http::reply::{Answer, Response};
use crate::store::CodePurpose;
use crate::values::SecretText;

pub async fn answer(call: Call, house: House) -> Result<Response, Sentence> {
    let asked = fields::read(&call, &house).await?;
    match asked.0.has("code") {
        true => finish(&call, &asked, &house).await,
        false => begin(&call, &asked, &house).await,
    }
}

/// The letter is handed over before the answer, because the answer says whether it could be.
async fn begin(call: &Call, asked: &Asked, house: &House) -> Result<Response, Sentence> {
    let to = asked.address()?;
    if !(house.settings.captcha_is_optional && asked.is_true("no_captcha")) {
        captcha::judge(call, asked, house).map_err(words::as_wrong_captcha)?;
    }
    let (means, policy, visit) = (&house.means, house.settings.code(), house.visit(call));
    let purpose = CodePurpose::Reset;
    let sent = means.accounts.send_code_now(purpose, &to, &policy, &means.courier, &visit).await;
    sent.map_err(|error| words::code_refused(error, &to))?;
    let answer = words::code_sent(&to).into_answer();
    let browser = Browser { recovering: Some(to), ..Browser::default() };
    Ok(browser.keep(answer, call))
}

async fn finish(call: &Call, asked: &Asked, house: &House) -> Result<Response, Sentence> {
    let code = asked.required("code").map_err(words::as_bad_arguments)?;
    let new = asked.password("new_password").map_err(words::as_bad_arguments)?;
    captcha::judge(call, asked, house).map_err(words::as_wrong_captcha)?;
    let address = Browser::of(call).recovering.ok_or_else(words::no_code)?;
    let (accounts, policy) = (&house.means.accounts, house.settings.password());
    let (code, visit) = (SecretText::new(code), house.visit(call));
    let reset = accounts.reset_password(&address, &code, &new, &policy, &visit).await;
    reset.map_err(words::reset_refused)?;
    Ok(Browser::default().keep(words::password_changed().into_answer(), call))
}
