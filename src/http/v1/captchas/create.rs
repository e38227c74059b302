//! `POST /v1/captchas`: a picture to read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::House;
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::Busy];

#[derive(Serialize, ToSchema)]
pub struct CaptchaDrawn {
    id: String,
    /// A picture as a `data:` URL, ready for the `src` of an `img`.
    image: String,
    /// Seconds for which it may be thought about.
    expires_in: u64,
}

/// Draw a captcha
///
/// Good for one answer, right or wrong. Where `captcha_required` is set, `POST /v1/accounts` takes
/// it with what was read in the picture.
#[utoipa::path(
    post,
    path = "/v1/captchas",
    tag = "signing in",
    responses((status = 201, description = "A picture to read", body = CaptchaDrawn)),
)]
pub async fn answer(call: Call, house: House) -> Result<Response, Problem> {
    let drawn = house.accounts.draw_captcha(&house.visit(&call)).await?;
    let shown = CaptchaDrawn {
        id: drawn.id.to_string(),
        image: format!("data:image/png;base64,{}", STANDARD.encode(&drawn.png)),
        expires_in: drawn.lives.as_secs(),
    };
    let mut response = reply::json_with(warp::http::StatusCode::CREATED, &shown);
    if house.captcha_answers_told {
        let answer = reply::header_of(drawn.answer.reveal());
        response.headers_mut().insert("x-captcha-answer", answer);
    }
    Ok(response)
}
