//! Taking letters out of the outbox.
//!
//! A letter is forgotten only after its carrier has accepted it, so a crash in between repeats it
//! (with the same `Message-ID`) and never loses it. Each channel has lanes of its own: a mail
//! server that lets us wait does not hold up the text messages.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::retry::rest;
use super::{Channel, Courier, DeliveryError};
use crate::store::{Answer, Letter, LetterState, OutboxStore};
use crate::values::{MailId, Random};

/// Letters of one channel on their way at once.
const LANES: usize = 4;
/// How far down the outbox to look for a letter whose lane is free.
const LOOK_AHEAD: usize = 64;
/// The longest sleep. The outbox may be filled by somebody who cannot wake us.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// What is due is in hand already; what becomes due behind it is looked for this often.
const LOOK_BEHIND: Duration = Duration::from_secs(1);
/// Rests between two tries at a store that does not answer.
const STORE_REST_FIRST: Duration = Duration::from_millis(500);
const STORE_REST_LONGEST: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub struct Worker {
    courier: Courier,
    store: Arc<dyn OutboxStore>,
    random: Arc<dyn Random>,
}

/// The letters on their way, each a task.
#[derive(Default)]
struct InHand {
    tasks: JoinSet<()>,
    letters: HashMap<Id, (MailId, Channel)>,
}

impl Worker {
    pub fn new(courier: Courier, store: Arc<dyn OutboxStore>, random: Arc<dyn Random>) -> Worker {
        Worker { courier, store, random }
    }

    /// Until `stop`; what is in hand then is finished.
    pub async fn run(self, stop: CancellationToken) {
        let posted = self.store.letter_posted();
        let mut in_hand = InHand::default();
        let mut store_rest = STORE_REST_FIRST;
        while !stop.is_cancelled() {
            let wake = posted.notified();
            tokio::pin!(wake);
            // From here on no letter is posted unheard, however the store tells it.
            wake.as_mut().enable();
            let pause = match self.take_due(&mut in_hand, &stop).await {
                Ok(pause) => {
                    store_rest = STORE_REST_FIRST;
                    pause
                }
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read");
                    store_rest = (store_rest * 2).min(STORE_REST_LONGEST);
                    // Being told of letters does not help while they cannot be read.
                    wake.set(NEVER.notified());
                    store_rest
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = wake => {}
                () = sleep(pause) => {}
                Some(ended) = in_hand.tasks.join_next_with_id() => in_hand.settle(ended).await,
            }
        }
        while let Some(ended) = in_hand.tasks.join_next_with_id().await {
            in_hand.settle(ended).await;
        }
    }

    /// Starts what is due and has a lane; says how long nothing else will be.
    async fn take_due(&self, in_hand: &mut InHand, stop: &CancellationToken) -> Answer<Duration> {
        let now = self.courier.clock.now();
        for letter in self.store.due_letters(now, LOOK_AHEAD).await? {
            let channel = Channel::of(&letter.to);
            if in_hand.has_room(letter.id, channel) {
                let (worker, stop, id) = (self.clone(), stop.clone(), letter.id);
                let task = in_hand.tasks.spawn(async move { worker.handle(letter, &stop).await });
                in_hand.letters.insert(task.id(), (id, channel));
            }
        }
        match self.store.next_letter_due().await? {
            None => Ok(LOOK_AGAIN),
            Some(due) if due <= now => Ok(LOOK_BEHIND),
            Some(due) => Ok(due.since(now).min(LOOK_AGAIN)),
        }
    }

    async fn handle(&self, letter: Letter, stop: &CancellationToken) {
        let (channel, kind) = (Channel::of(&letter.to), self.courier.kind(&letter));
        let expired = self.courier.clock.now() >= letter.give_up_at;
        if expired {
            let last = letter.last_error.clone().unwrap_or_else(|| "too late".to_owned());
            return self.give_up(&letter, kind, &last, stop).await;
        }
        let outcome = self.courier.deliver(&letter).await;
        self.courier.counts.tried(channel, kind, outcome);
        match outcome {
            Ok(()) => {
                recorded(stop, || self.store.letter_sent(letter.id)).await;
                tracing::info!(letter = %letter.id, to = letter.to.masked(), kind, "letter sent");
            }
            Err(error) if error.is_permanent() => {
                self.give_up(&letter, kind, error.name(), stop).await;
            }
            Err(error) => self.put_back(&letter, kind, error, stop).await,
        }
    }

    async fn put_back(
        &self,
        letter: &Letter,
        kind: &'static str,
        error: DeliveryError,
        stop: &CancellationToken,
    ) {
        let failures = letter.attempts.saturating_add(1);
        let rest = rest(letter, failures, &*self.random);
        let due = self.courier.clock.now() + rest;
        if due >= letter.give_up_at {
            return self.give_up(letter, kind, error.name(), stop).await;
        }
        let (to, error) = (letter.to.masked(), error.name());
        tracing::warn!(
            letter = %letter.id, to, kind, error, failures, again_in = ?rest,
            "a letter could not be sent yet"
        );
        let waits = LetterState::Waiting;
        recorded(stop, || self.store.letter_failed(letter.id, error, waits, due)).await;
    }

    async fn give_up(
        &self,
        letter: &Letter,
        kind: &'static str,
        error: &str,
        stop: &CancellationToken,
    ) {
        self.courier.counts.gave_up(Channel::of(&letter.to), kind);
        let to = letter.to.masked();
        tracing::error!(letter = %letter.id, to, kind, error, "a letter is given up");
        let now = self.courier.clock.now();
        let done = LetterState::GivenUp;
        recorded(stop, || self.store.letter_failed(letter.id, error, done, now)).await;
    }
}

impl InHand {
    fn has_room(&self, id: MailId, channel: Channel) -> bool {
        let taken = self.letters.values().filter(|(_, theirs)| *theirs == channel).count();
        taken < LANES && !self.letters.values().any(|(theirs, _)| *theirs == id)
    }

    async fn settle(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(panic) => {
                // The letter is still due; without a rest it would be taken up again at once.
                tracing::error!("delivering a letter panicked");
                sleep(LOOK_BEHIND).await;
                panic.id()
            }
        };
        self.letters.remove(&id);
    }
}

/// Nobody is ever told by this one.
static NEVER: Notify = Notify::const_new();

/// Says it to the store until the store has heard it. The letter stays in hand meanwhile: one
/// that was sent and is not recorded would be sent again.
async fn recorded<F, A>(stop: &CancellationToken, write: F)
where
    F: Fn() -> A,
    A: Future<Output = Answer<()>>,
{
    let mut rest = STORE_REST_FIRST;
    while let Err(error) = write().await {
        tracing::error!(%error, "what became of a letter cannot be recorded");
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(rest) => rest = (rest * 2).min(STORE_REST_LONGEST),
        }
    }
}
