//! Captchas: pictures with a text in them, and whether somebody has read it.
//!
//! A captcha is bound to whom it was drawn for by its id: an edge keeps that in a cookie or hands
//! it out as it is. It is used up by the first answer, right or wrong, and is known to this
//! process alone: after a restart a picture has to be drawn anew.
//!
//! The pictures are our own, too. The usual crate draws letters that always look the same, which
//! any text recognition reads, reads its font from JSON for each of them, asks for ambient
//! randomness and brings a second image library along.
//!
//! Deliberately absent: sound. Nor is this a wall against somebody who pays people to read; it
//! makes mass registration cost more than nothing.

mod canvas;
mod draw;
mod glyphs;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use crate::values::{CaptchaId, Clock, Millis, Random, SecretText};

const CHARS: usize = 5;

#[derive(Clone, Copy, Debug)]
pub struct CaptchaSettings {
    /// How long somebody may think.
    pub lives: Duration,
    /// How many may be unanswered at a time, at about 100 bytes each. When there are more, the
    /// oldest is forgotten, so the caller limits how many one address may draw.
    pub open_max: usize,
}

/// A picture for somebody to read.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub id: CaptchaId,
    pub png: Vec<u8>,
    /// How long somebody may think.
    pub lives: Duration,
    /// For tests that cannot read. Whoever else is told need not look at the picture.
    pub answer: SecretText,
}

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// The captcha is not used up by it.
    #[error("nothing was typed")]
    Empty,
    #[error("it was something else that was to be read")]
    Wrong,
    #[error("the captcha is too old")]
    Expired,
    #[error("there is no such captcha, or it was answered before")]
    Gone,
}

/// The captchas that wait for an answer.
pub struct Captchas {
    settings: CaptchaSettings,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    // Sorted by time, because the ids are.
    open: Mutex<BTreeMap<CaptchaId, Open>>,
}

struct Open {
    text: String,
    expires_at: Millis,
}

impl Captchas {
    pub fn new(
        settings: CaptchaSettings,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Captchas {
        Captchas { settings, clock, random, open: Mutex::default() }
    }

    /// A new picture. Takes the processor for about a millisecond, so call it where that holds
    /// nobody up.
    pub fn draw(&self) -> Drawn {
        let random = &*self.random;
        let text: String = (0..CHARS).map(|_| glyphs::any(random)).collect();
        let png = draw::png(&text, random);
        let now = self.clock.now();
        let id = CaptchaId::new(now, random);
        let answer = SecretText::new(text.clone());
        self.keep(id, Open { text, expires_at: now + self.settings.lives });
        Drawn { id, png, lives: self.settings.lives, answer }
    }

    /// Whether somebody has read the picture; case and width of what he types do not matter. Of
    /// many answers at once one is judged, and the others come too late.
    pub fn judge(&self, id: CaptchaId, typed: &str) -> Result<(), BadAnswer> {
        // Letters can grow when they are folded, but not a hundredfold.
        let typed: String =
            typed.trim().chars().take(10 * CHARS).nfkc().flat_map(char::to_uppercase).collect();
        if typed.is_empty() {
            return Err(BadAnswer::Empty);
        }
        let open = self.lock().remove(&id).ok_or(BadAnswer::Gone)?;
        if open.expires_at <= self.clock.now() {
            return Err(BadAnswer::Expired);
        }
        if open.text == typed { Ok(()) } else { Err(BadAnswer::Wrong) }
    }

    /// Forgets one that nobody shall answer any more.
    pub fn forget(&self, id: CaptchaId) {
        self.lock().remove(&id);
    }

    /// Forgets the expired ones. To be called every few minutes; until then an answer to one of
    /// them is told that it is too late, and not that there is none.
    pub fn forget_expired(&self) {
        let long_ago = self.clock.now() - self.settings.lives;
        self.lock().retain(|_, open| long_ago < open.expires_at);
    }

    fn keep(&self, id: CaptchaId, open: Open) {
        let mut all = self.lock();
        while all.len() >= self.settings.open_max.max(1) {
            all.pop_first();
        }
        all.insert(id, open);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<CaptchaId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
