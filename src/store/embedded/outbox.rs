//! Letters on their way, and the queue in which they wait.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;

use super::EmbeddedStore;
use super::engine::{Fault, Order, Span, View};
use super::keys::{self, Table};
use super::layer::{Effect, Layer};
use super::rows::{self, Record, Rows};
use crate::store::{Answer, Letter, LetterState, OutboxStore};
use crate::values::{MailId, Millis};

/// How long a letter that was given up is kept for the operator to see.
const GIVEN_UP_KEPT: Duration = Duration::from_secs(30 * 24 * 3_600);

/// What a mail server says may be long; the first of it tells what is wrong.
const ERROR_CHARS_MAX: usize = 500;

#[async_trait]
impl OutboxStore for EmbeddedStore {
    async fn due_letters(&self, at: Millis, limit: usize) -> Answer<Vec<Letter>> {
        self.look(|view| due(view, at, limit))
    }

    async fn next_letter_due(&self) -> Answer<Option<Millis>> {
        self.look(|view| {
            let first = rows::keys_in(view, &Table::Queue.span(), Order::Ascending, 1)?;
            Ok(first.first().and_then(|key| keys::time(key)))
        })
    }

    fn letter_posted(&self) -> Arc<Notify> {
        self.effects().letter_posted.clone()
    }

    async fn letter_sent(&self, id: MailId) -> Answer<()> {
        self.decide(move |layer| {
            let letter: Option<Letter> = rows::read(layer, &keys::letter(id))?;
            letter.map_or(Ok(()), |letter| rows::remove(layer, &letter))
        })
        .await
    }

    async fn letter_failed(
        &self,
        id: MailId,
        error: &str,
        state: LetterState,
        due_at: Millis,
    ) -> Answer<()> {
        let error = error.chars().take(ERROR_CHARS_MAX).collect();
        self.decide(move |layer| failed(layer, id, error, state, due_at)).await
    }

    async fn letters(&self, before: Option<MailId>, limit: usize) -> Answer<Vec<Letter>> {
        let all = Table::Letter.span();
        let older = Span { from: all.from, to: before.map_or(all.to, keys::letter) };
        self.look(|view| rows::records_in(view, &older, Order::Descending, limit))
    }
}

/// Puts a letter into the outbox.
pub fn post(layer: &mut Layer<'_>, letter: &Letter) -> Result<(), Fault> {
    let earlier: Option<Letter> = rows::read(layer, &letter.key())?;
    rows::replace(layer, earlier.as_ref(), Some(letter))?;
    layer.afterwards(Effect::LetterPosted);
    Ok(())
}

fn due(view: &dyn View, at: Millis, limit: usize) -> Result<Vec<Letter>, Fault> {
    let until = Span { from: Table::Queue.span().from, to: keys::queue(at + JUST_AFTER, FIRST) };
    let mut letters = Vec::new();
    for key in rows::keys_in(view, &until, Order::Ascending, limit)? {
        let id = keys::last_id(&key).map(MailId).ok_or_else(|| rows::missing(&key))?;
        letters.push(rows::must_read(view, &keys::letter(id))?);
    }
    Ok(letters)
}

const JUST_AFTER: Duration = Duration::from_millis(1);
const FIRST: MailId = MailId(uuid::Uuid::nil());

fn failed(
    layer: &mut Layer<'_>,
    id: MailId,
    error: String,
    state: LetterState,
    due_at: Millis,
) -> Result<(), Fault> {
    let Some(before) = rows::read::<Letter>(layer, &keys::letter(id))? else { return Ok(()) };
    let after = Letter {
        attempts: before.attempts.saturating_add(1),
        last_error: Some(error),
        state,
        due_at,
        ..before.clone()
    };
    rows::replace(layer, Some(&before), Some(&after))
}

impl Record for Letter {
    fn key(&self) -> Vec<u8> {
        keys::letter(self.id)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        match self.state {
            LetterState::Waiting => rows.mark(keys::queue(self.due_at, self.id)),
            LetterState::GivenUp => rows.expires(self.give_up_at + GIVEN_UP_KEPT, &self.key()),
        }
    }
}
