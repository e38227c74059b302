//! Composing letters: what the rules use, and opening them again for the worker.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::LetterKind;
use super::seal::{Seal, Unreadable};
use crate::store::{Letter, LetterState};
use crate::values::{Address, Language, MailId, Millis, Random};

/// Writes letters. It sends none: a letter leaves when the store has it
/// ([`crate::store::Given::letter`]).
#[derive(Clone)]
pub struct Post {
    seal: Arc<Seal>,
    random: Arc<dyn Random>,
    give_up_after: Duration,
}

/// What is sealed in a letter.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    pub kind: LetterKind,
    pub language: Language,
}

impl Post {
    pub fn new(key: [u8; 32], random: Arc<dyn Random>, give_up_after: Duration) -> Post {
        Post { seal: Arc::new(Seal::new(key)), random, give_up_after }
    }

    /// A letter that is due at once. One with a code is tried no longer than the code lives: a
    /// dead code in the mail is worse than none.
    pub fn letter(
        &self,
        kind: LetterKind,
        to: &Address,
        language: Language,
        now: Millis,
    ) -> Letter {
        let id = MailId::new(now, &*self.random);
        let name = kind.name().to_owned();
        let lives = match &kind {
            LetterKind::Code { lives, .. } => self.give_up_after.min(*lives),
            _ => self.give_up_after,
        };
        #[expect(clippy::expect_used, reason = "strings and numbers always have a form")]
        let words = rmp_serde::to_vec_named(&Words { kind, language }).expect("words in memory");
        Letter {
            id,
            to: to.clone(),
            kind: name,
            sealed: self.seal.close(id, words, &*self.random),
            created_at: now,
            due_at: now,
            give_up_at: now + lives,
            attempts: 0,
            last_error: None,
            state: LetterState::Waiting,
        }
    }

    /// What the letter says.
    pub(super) fn open(&self, letter: &Letter) -> Result<Words, Unreadable> {
        let words = self.seal.open(letter.id, &letter.sealed)?;
        rmp_serde::from_slice(&words).map_err(|_| Unreadable)
    }

    /// What was written, for the tests of those who cause letters.
    #[cfg(test)]
    pub fn read(&self, letter: &Letter) -> LetterKind {
        self.open(letter).unwrap().kind
    }
}
