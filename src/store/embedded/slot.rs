//! The place where the engine stands. It is empty while a failed engine is being replaced, and
//! after the store has been closed.

use std::sync::{PoisonError, RwLock};

use super::engine::{Engine, Fault, View};
use crate::store::{Answer, StoreError};

pub struct Slot(RwLock<Place>);

struct Place {
    engine: Option<Box<dyn Engine>>,
    /// What the engines that stood here before had synced.
    syncs_before: u64,
}

impl Slot {
    pub fn of(engine: Box<dyn Engine>) -> Slot {
        Slot(RwLock::new(Place { engine: Some(engine), syncs_before: 0 }))
    }

    /// Runs `look` over one moment of the durable state. Do not look again from inside `look`: a
    /// commit that waits between the two would wait for ever.
    pub fn read<T>(&self, look: impl FnOnce(&dyn View) -> Result<T, Fault>) -> Answer<T> {
        let mut look = Some(look);
        let mut found = None;
        self.with(|engine| {
            engine.read(&mut |view| {
                found = look.take().map(|look| look(view)).transpose()?;
                Ok(())
            })
        })??;
        found.ok_or_else(|| StoreError::Unavailable("the engine gave no view".into()))
    }

    pub fn with<T>(&self, task: impl FnOnce(&dyn Engine) -> T) -> Answer<T> {
        let place = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &place.engine {
            Some(engine) => Ok(task(&**engine)),
            None => Err(StoreError::Unavailable("the store is closed".into())),
        }
    }

    /// Takes the engine out once nobody reads from it any longer.
    pub fn clear(&self) -> Option<Box<dyn Engine>> {
        let mut place = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let engine = place.engine.take();
        place.syncs_before += engine.as_ref().map_or(0, |engine| engine.syncs());
        engine
    }

    pub fn fill(&self, engine: Box<dyn Engine>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).engine = Some(engine);
    }

    pub fn syncs(&self) -> u64 {
        let place = self.0.read().unwrap_or_else(PoisonError::into_inner);
        place.syncs_before + place.engine.as_ref().map_or(0, |engine| engine.syncs())
    }
}
