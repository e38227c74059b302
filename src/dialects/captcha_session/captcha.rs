//! `GET /user/captcha`: a picture to read, bound to the browser by a cookie; and judging what was
//! read.

use warp::http::{HeaderValue, StatusCode, header};

use super::House;
use super::browser::Browser;
use super::fields::Asked;
use super::words::{self, Sentence};
use crate::accounts::CaptchaAnswer;
use crate::captcha::BadAnswer;
use crate::http::call::Call;
use crate::http::reply::{self, Response};

pub async fn answer(call: Call, house: House) -> Result<Response, Sentence> {
    let accounts = &house.means.accounts;
    let mut browser = Browser::of(&call);
    let drawn = accounts.draw_captcha(&house.visit(&call)).await.map_err(words::not_drawn)?;
    // Only the newest counts.
    accounts.drop_captcha(&browser.captcha);
    browser.captcha = drawn.id.to_string();

    let mut response = reply::empty(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    if house.settings.captcha_answers_told {
        let answer = reply::header_of(drawn.answer.reveal());
        response.headers_mut().insert("x-captcha-answer", answer);
    }
    *response.body_mut() = drawn.png.into();
    Ok(browser.keep(response, &call))
}

/// What somebody read is used up by it, right or wrong.
pub fn judge(call: &Call, asked: &Asked, house: &House) -> Result<(), Sentence> {
    let text = asked.optional("captcha")?.ok_or_else(words::captcha_missing)?;
    let answer = CaptchaAnswer { id: Browser::of(call).captcha, text };
    house.means.accounts.judge_captcha(&answer).map_err(|bad| match bad {
        BadAnswer::Empty => words::captcha_missing(),
        BadAnswer::Wrong => words::captcha_wrong(),
        BadAnswer::Expired | BadAnswer::Gone => words::captcha_expired(),
    })
}
