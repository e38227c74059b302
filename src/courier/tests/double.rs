//! Stand-ins for what surrounds the courier.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use crate::courier::{Carriers, Counts, Courier, DeliveryError, House, Mail, Post, Sms, Transport};
use crate::store::{Answer, Letter, LetterState, OutboxStore, StoreError};
use crate::values::{Clock, MailId, Millis, SeededRandom};

pub const NOW: Millis = Millis(1_700_000_000_000);
pub const DAY: Duration = Duration::from_secs(86_400);

/// Tells tokio's time, so that a paused test moves both.
pub struct TokioClock(Instant);

impl Clock for TokioClock {
    fn now(&self) -> Millis {
        NOW + self.0.elapsed()
    }
}

/// An outbox in memory that can be told to fail.
#[derive(Default)]
pub struct Outbox {
    letters: Mutex<Vec<Letter>>,
    posted: Arc<Notify>,
    pub reads: Mutex<u32>,
    /// Whether the store is down for reading, for writing.
    pub down: Mutex<(bool, bool)>,
}

impl Outbox {
    pub fn post(&self, letter: Letter) -> MailId {
        let id = letter.id;
        self.letters.lock().unwrap().push(letter);
        self.posted.notify_one();
        id
    }

    pub fn kept(&self, id: MailId) -> Option<Letter> {
        self.letters.lock().unwrap().iter().find(|letter| letter.id == id).cloned()
    }

    fn writable(&self) -> Answer<()> {
        match self.down.lock().unwrap().1 {
            true => Err(StoreError::Unavailable("no room".to_owned())),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl OutboxStore for Outbox {
    async fn due_letters(&self, at: Millis, limit: usize) -> Answer<Vec<Letter>> {
        *self.reads.lock().unwrap() += 1;
        if self.down.lock().unwrap().0 {
            return Err(StoreError::Unavailable("damaged".to_owned()));
        }
        let letters = self.letters.lock().unwrap();
        let mut due: Vec<Letter> =
            letters.iter().filter(|l| waits(l) && l.due_at <= at).cloned().collect();
        due.sort_by_key(|letter| letter.due_at);
        due.truncate(limit);
        Ok(due)
    }

    async fn next_letter_due(&self) -> Answer<Option<Millis>> {
        let letters = self.letters.lock().unwrap();
        Ok(letters.iter().filter(|l| waits(l)).map(|l| l.due_at).min())
    }

    fn letter_posted(&self) -> Arc<Notify> {
        self.posted.clone()
    }

    async fn letter_sent(&self, id: MailId) -> Answer<()> {
        self.writable()?;
        self.letters.lock().unwrap().retain(|letter| letter.id != id);
        Ok(())
    }

    async fn letter_failed(
        &self,
        id: MailId,
        error: &str,
        state: LetterState,
        due_at: Millis,
    ) -> Answer<()> {
        self.writable()?;
        for letter in self.letters.lock().unwrap().iter_mut().filter(|letter| letter.id == id) {
            letter.attempts += 1;
            (letter.last_error, letter.state) = (Some(error.to_owned()), state);
            letter.due_at = due_at;
        }
        Ok(())
    }

    async fn letters(&self, _: Option<MailId>, _: usize) -> Answer<Vec<Letter>> {
        Ok(self.letters.lock().unwrap().clone())
    }
}

fn waits(letter: &Letter) -> bool {
    letter.state == LetterState::Waiting
}

/// A transport that answers as it was told, by address and then in order; `Ok` otherwise.
#[derive(Default)]
pub struct Fake {
    pub answers: Mutex<VecDeque<DeliveryError>>,
    pub always: Mutex<HashMap<String, DeliveryError>>,
    pub takes: Mutex<Duration>,
    /// To whom something was tried, and when.
    pub tried: Mutex<Vec<(String, Duration)>>,
    started: Mutex<Option<Instant>>,
    pub at_once: Mutex<(usize, usize)>,
}

impl Fake {
    pub fn tried(&self) -> usize {
        self.tried.lock().unwrap().len()
    }

    /// Seconds since the first try at which each try was made.
    pub fn moments(&self) -> Vec<f64> {
        self.tried.lock().unwrap().iter().map(|(_, at)| at.as_secs_f64()).collect()
    }

    async fn take(&self, to: String) -> Result<(), DeliveryError> {
        let start = *self.started.lock().unwrap().get_or_insert_with(Instant::now);
        self.tried.lock().unwrap().push((to.clone(), start.elapsed()));
        {
            let (now, most) = &mut *self.at_once.lock().unwrap();
            *now += 1;
            *most = (*most).max(*now);
        }
        let takes = *self.takes.lock().unwrap();
        if !takes.is_zero() {
            sleep(takes).await;
        }
        self.at_once.lock().unwrap().0 -= 1;
        let fixed = self.always.lock().unwrap().get(&to).copied();
        match fixed.or_else(|| self.answers.lock().unwrap().pop_front()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl Transport<Mail> for Fake {
    async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        self.take(mail.to.shown().to_owned()).await
    }
}

#[async_trait]
impl Transport<Sms> for Fake {
    async fn deliver(&self, sms: &Sms) -> Result<(), DeliveryError> {
        self.take(sms.to.e164().to_owned()).await
    }
}

/// A courier whose carriers are `mail` and `sms`, on tokio's time.
pub fn courier(mail: &Arc<Fake>, sms: &Arc<Fake>) -> Courier {
    Courier {
        post: Post::new([1; 32], Arc::new(SeededRandom::new(1)), DAY),
        house: House::new("Teahouse", None).unwrap(),
        carriers: Carriers { mail: mail.clone(), sms: sms.clone() },
        clock: Arc::new(TokioClock(Instant::now())),
        counts: Counts::default(),
    }
}
