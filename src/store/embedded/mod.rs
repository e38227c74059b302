//! The store inside the binary: one ordered tree of bytes, one thread that writes it.
//!
//! - [`engine`]: what an engine must do (sled, redb, memory); five methods.
//! - [`layer`]: writes that are decided but not yet durable, laid over what is.
//! - [`envelope`]: how a value lies on the disk.
//! - [`command`], [`committer`], [`desk`]: the way of a decision, and of its answer.
//! - [`effects`]: what happens once a decision is durable.
//! - [`slot`], [`counters`]: where the engine stands, and what is counted.
//!
//! A writing call of the port is a *decision*: a function that reads a [`layer::Layer`] and writes
//! into it. The committer runs the decisions of all who wait one after another, hands what they
//! wrote to the engine as one batch, and answers when that batch is durable. So no decision ever
//! meets another, and none needs a compare-and-swap.
//!
//! Keys that begin with a zero byte are the store's own (its schema number, its commit counter); all other first bytes are the
//! nouns'. Every value is sealed ([`envelope::seal`]).

pub mod command;
pub mod committer;
pub mod counters;
pub mod desk;
pub mod effects;
pub mod engine;
pub mod envelope;
pub mod layer;
pub mod memory;
pub mod redb;
pub mod sled;
pub mod slot;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::committer::Committer;
use self::counters::Counters;
use self::desk::Desk;
use self::effects::Effects;
use self::engine::{Engine, Fault, View};
use self::layer::Layer;
use self::memory::Memory;
use self::slot::Slot;
use crate::store::{Answer, StoreError};

/// Calls beyond this many are refused at once: memory is for those who can still be answered soon.
const WAITING_MAX: u64 = 16 * 1024;

pub struct EmbeddedStore {
    desk: Desk,
    slot: Arc<Slot>,
    counters: Arc<Counters>,
    effects: Arc<Effects>,
}

impl EmbeddedStore {
    /// A store that forgets, for tests. It decides in the caller's own thread, so that a test with
    /// a paused clock never waits for another thread.
    pub fn in_memory() -> EmbeddedStore {
        let parts = Parts::new(Box::new(Memory::default()), Effects::default());
        EmbeddedStore::from_parts(parts, Desk::inline)
    }

    fn from_parts(parts: Parts, desk: impl FnOnce(Committer) -> Desk) -> EmbeddedStore {
        let Parts { slot, counters, effects } = parts;
        let committer = Committer {
            slot: Arc::clone(&slot),
            counters: Arc::clone(&counters),
            effects: Arc::clone(&effects),
        };
        EmbeddedStore { desk: desk(committer), slot, counters, effects }
    }

    /// Takes a decision and answers when it is durable. A decision that refuses or panics writes
    /// nothing; that a caller goes away changes nothing.
    pub async fn decide<T: Send + 'static>(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Answer<T> {
        let Some(_waiting) = self.counters.queue_up(WAITING_MAX) else {
            return Err(StoreError::Unavailable("too many calls wait for the disk".into()));
        };
        let answer = self.desk.hand_in(decision).await?;
        let cut_off = || StoreError::Unknown("the store stopped in the middle of a call".into());
        answer.await.unwrap_or_else(|_| Err(cut_off()))
    }

    /// Hands a decision in and does not wait: it rides with the next group. For what may be lost.
    pub fn decide_lazily(
        &self,
        decision: impl FnOnce(&mut Layer<'_>) -> Result<(), Fault> + Send + 'static,
    ) -> Answer<()> {
        self.desk.hand_in_lazily(decision)
    }

    /// Reads from one moment of the durable state. Must not be called from inside itself.
    pub fn look<T>(&self, look: impl FnOnce(&dyn View) -> Result<T, Fault>) -> Answer<T> {
        self.slot.read(look)
    }

    pub fn effects(&self) -> &Effects {
        &self.effects
    }
}

/// What a store's two sides share: those who call, and the one who commits.
struct Parts {
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
            Fault::Io(_) | Fault::TooLarge(_) => StoreError::Unavailable(fault.to_string()),
            Fault::Damaged(what) => StoreError::Damaged(what),
        }
    }
}
