//! Noting when sessions were last seen, without making anybody wait for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Sighting, Store};
use crate::values::SessionId;

/// Sightings that are not written yet. All that gather while one batch is being written make up
/// the next, so there is at most one write at a time and one line for each session.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Gathered>>);

#[derive(Default)]
struct Gathered {
    sightings: HashMap<SessionId, Sighting>,
    writing: bool,
}

impl Seen {
    pub(super) fn note(&self, store: &Arc<dyn Store>, sighting: Sighting) {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.sightings.insert(sighting.id, sighting);
        if !gathered.writing {
            gathered.writing = true;
            tokio::spawn(self.clone().write(store.clone()));
        }
    }

    async fn write(self, store: Arc<dyn Store>) {
        while let Some(batch) = self.take() {
            let seen = batch.into_values().collect();
            // What is lost is the time of a visit; the next visit brings another.
            if let Err(error) = store.touch_sessions(seen).await {
                tracing::debug!(%error, "it was not noted which sessions were seen");
            }
        }
    }

    fn take(&self) -> Option<HashMap<SessionId, Sighting>> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.writing = !gathered.sightings.is_empty();
        gathered.writing.then(|| std::mem::take(&mut gathered.sightings))
    }
}
