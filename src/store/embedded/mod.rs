//! The store inside the binary: one ordered tree of bytes, one thread that writes it.
//!
//! - [`engine`]: what an engine must do; [`sled`] with [`stalls`], [`redb`], [`memory`] do it.
//! - [`layer`]: writes that are decided but not yet durable, laid over what is.
//! - [`envelope`]: how a value lies on the disk; [`system`]: the store's own records.
//! - [`desk`], [`mod@command`], [`committer`]: the way of a decision, and of its answer.
//! - [`effects`]: what happens once a decision is durable.
//! - [`slot`], [`counters`], [`report`], [`census`]: where the engine stands, what is counted and
//!   told.
//! - [`open`], [`home`], [`marker`], [`guarded`], [`migrations`]: from a directory to a store.
//! - [`ground`], [`space`]: whether the disk takes more, and how to come back when it failed.
//! - [`backup`]: an online copy that any engine can be made from.
//!
//! The nouns, each the decisions of one trait of the port:
//! - [`rows`], [`keys`], [`owners`]: records, all rows that lead to them, and the way back.
//! - [`accounts`] with [`names`], [`sessions`], [`codes`] with [`pace`], [`outbox`], [`social`],
//!   [`audit`], [`upkeep`] with [`expiry`].
//! - [`files`] with [`folder`], [`draft`] and [`wanted`]; [`uploads`] with [`incoming`].
//! - [`chats`]: logs, and the state that follows from them.
//! - [`given`], [`proof`], [`once`]: what comes with a call. [`counter`]: numbers given once.
//! - [`seals`], [`check`], [`asking`]: is every record what was written, and does everything fit
//!   together?
//!
//! A writing call of the port is a *decision*: a function that reads a [`layer::Layer`] and writes
//! into it. The committer runs the decisions of all who wait one after another, hands what they
//! wrote to the engine as one batch, and answers when that batch is durable. So no decision ever
//! meets another, and none needs a compare-and-swap.
//!
//! Keys that begin with a zero byte are the store's own ([`system`]); all other first bytes are the
//! nouns'. Every value is sealed ([`envelope::seal`]).

mod accounts;
mod asking;
mod audit;
pub mod backup;
mod census;
mod chats;
pub mod check;
pub mod codes;
mod command;
mod committer;
pub mod counter;
mod counters;
mod desk;
mod draft;
mod effects;
pub mod engine;
pub mod envelope;
mod expiry;
mod files;
mod folder;
mod given;
mod ground;
mod guarded;
pub mod home;
mod incoming;
mod key;
pub mod keys;
pub mod layer;
mod marker;
mod memory;
mod migrations;
mod names;
mod once;
mod open;
mod outbox;
mod owners;
mod pace;
mod proof;
mod redb;
mod report;
pub mod rows;
mod seals;
mod sessions;
mod sled;
mod slot;
mod social;
mod space;
mod stalls;
mod system;
#[cfg(test)]
mod tests;
mod upkeep;
mod uploads;
mod wanted;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::registry::Registry;

pub use self::open::{BackOff, EngineKind, OpenError, Settings};
pub use self::space::FreeSpace;

use self::command::command;
use self::committer::Committer;
use self::counters::Counters;
use self::desk::Desk;
use self::effects::Effects;
use self::engine::{Engine, Fault, View};
use self::ground::Nowhere;
use self::layer::Layer;
use self::memory::Memory;
use self::slot::Slot;
use self::space::Space;
use crate::store::{Answer, Census, StoreError};
use crate::values::Millis;

/// Calls beyond this many are refused at once: memory is for those who can still be answered soon.
const WAITING_MAX: u64 = 16 * 1024;

pub struct EmbeddedStore {
    desk: Desk,
    slot: Arc<Slot>,
    counters: Arc<Counters>,
    effects: Arc<Effects>,
    space: Option<Space>,
    /// Held while one is taken, so that nobody counts twice at once.
    last_census: tokio::sync::Mutex<Option<(Millis, Census)>>,
}

impl EmbeddedStore {
    /// A store that forgets, for tests. It decides in the caller's own thread, so that a test with
    /// a paused clock never waits for another thread.
    pub fn in_memory() -> EmbeddedStore {
        let parts = Parts::new(Box::new(Memory::default()), Effects::default());
        let back_off = BackOff { first: Duration::ZERO, longest: Duration::ZERO };
        let desk = Desk::inline(Committer::new(&parts, Box::new(Nowhere), back_off, 0));
        EmbeddedStore::from_parts(parts, desk, None)
    }

    fn from_parts(parts: Parts, desk: Desk, space: Option<Space>) -> EmbeddedStore {
        let Parts { slot, counters, effects } = parts;
        EmbeddedStore { desk, slot, counters, effects, space, last_census: Default::default() }
    }

    /// Numbers that the store keeps for whoever watches it.
    pub fn register_counts(&self, registry: &mut Registry) {
        self.counters.register(registry);
    }

    /// Takes a decision and answers when it is durable. A decision that refuses or panics writes
    /// nothing; that a caller goes away changes nothing.
    pub fn decide<T: Send + 'static>(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> impl Future<Output = Answer<T>> + Send {
        // Boxed before anything waits, so that who waits holds a pointer and not the decision.
        let (command, answer) = command(decision);
        async move {
            let Some(_waiting) = self.counters.queue_up(WAITING_MAX) else {
                return Err(StoreError::Unavailable("too many calls wait for the disk".into()));
            };
            self.desk.hand_in(command).await?;
            let cut_off =
                || StoreError::Unknown("the store stopped in the middle of a call".into());
            answer.await.unwrap_or_else(|_| Err(cut_off()))
        }
    }

    /// Hands a decision in and does not wait: it rides with the next group. For what may be lost.
    pub fn decide_lazily(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<(), Fault> + Send + 'static,
    ) -> Answer<()> {
        let (command, _nobody_waits) = command(decision);
        self.desk.hand_in_now(command)
    }

    /// Reads from one moment of the durable state. Must not be called from inside itself.
    pub fn look<T>(&self, look: impl FnOnce(&dyn View) -> Result<T, Fault>) -> Answer<T> {
        self.slot.read(look)
    }

    pub fn effects(&self) -> &Effects {
        &self.effects
    }

    fn space(&self) -> Option<&Space> {
        self.space.as_ref()
    }

    fn slot(&self) -> &Arc<Slot> {
        &self.slot
    }

    fn between_groups(&self, task: impl FnOnce(&mut Committer) + Send + 'static) -> Answer<()> {
        self.desk.between_groups(task)
    }

    /// The data directory; none in memory.
    pub fn directory(&self) -> Option<&Path> {
        self.space.as_ref().map(Space::dir)
    }

    /// Finishes what was accepted, leaves a checkpoint and closes the files. Calls that come later,
    /// reading ones too, are refused.
    pub async fn shut(&self) {
        self.desk.close().await;
    }
}

/// What a store's two sides share: those who call, and the one who commits.
pub struct Parts {
    slot: Arc<Slot>,
    counters: Arc<Counters>,
    effects: Arc<Effects>,
}

impl Parts {
    fn new(engine: Box<dyn Engine>, effects: Effects) -> Parts {
        Parts {
            slot: Arc::new(Slot::of(engine)),
            counters: Arc::default(),
            effects: Arc::new(effects),
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> StoreError {
        match fault {
            Fault::Io(_) | Fault::TooLarge(_) | Fault::Refused(_) => {
                StoreError::Unavailable(fault.to_string())
            }
            Fault::Damaged(what) => StoreError::Damaged(what),
        }
    }
}
