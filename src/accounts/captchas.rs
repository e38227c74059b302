//! Pictures for those who want to register.

use super::workshop::Busy;
use super::{Accounts, NewPerson, RegisterError, Registration, Visit};
use crate::captcha::{BadAnswer, Drawn};
use crate::limits::TooMany;
use crate::values::CaptchaId;

/// What somebody read in a picture.
#[derive(Clone, Debug)]
pub struct CaptchaAnswer {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaptchaError {
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
}

impl Accounts {
    /// Forgets a picture: whoever asks for another has given this one up.
    pub fn drop_captcha(&self, id: &str) {
        if let Some(id) = CaptchaId::parse(id) {
            self.house.captchas.forget(id);
        }
    }

    pub async fn draw_captcha(&self, visit: &Visit) -> Result<Drawn, CaptchaError> {
        self.house.limits.captcha_from(visit.origin.address)?;
        let captchas = self.house.captchas.clone();
        Ok(self.house.workshop.run(move || captchas.draw()).await?)
    }

    /// Whether somebody has read the picture. It is used up, right or wrong.
    pub fn judge_captcha(&self, answer: &CaptchaAnswer) -> Result<(), BadAnswer> {
        let id = CaptchaId::parse(&answer.id).ok_or(BadAnswer::Gone)?;
        self.house.captchas.judge(id, &answer.text)
    }

    pub(super) fn check_captcha(
        &self,
        person: &NewPerson,
        demands: &Registration,
    ) -> Result<(), RegisterError> {
        if !demands.captcha {
            return Ok(());
        }
        let answer = person.captcha.as_ref().ok_or(RegisterError::CaptchaNeeded)?;
        self.judge_captcha(answer).map_err(|bad| match bad {
            BadAnswer::Empty => RegisterError::CaptchaNeeded,
            BadAnswer::Wrong | BadAnswer::Expired | BadAnswer::Gone => RegisterError::CaptchaWrong,
        })
    }
}
