//! The store's own records, under keys that begin with a zero byte.

use super::engine::{Batch, Fault, View};
use super::envelope::{open, seal};

const SCHEMA: &[u8] = b"\0schema";
const COMMITS: &[u8] = b"\0commits";

/// What a store says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct System {
    /// Which migrations have been run.
    pub schema: u32,
    /// How many commits there have been. The number rides in every batch, so a store whose log
    /// has lost its end knows of fewer than the marker beside it.
    pub commits: u64,
}

impl System {
    /// `None` if there is no schema number: then this is not a store, or no longer.
    pub fn read(view: &dyn View) -> Result<Option<System>, Fault> {
        let Some(schema) = view.get(SCHEMA)? else { return Ok(None) };
        let commits = view.get(COMMITS)?;
        let commits = commits.map(|value| open(COMMITS, &value)).transpose()?.unwrap_or_default();
        Ok(Some(System { schema: open(SCHEMA, &schema)?, commits }))
    }

    pub fn write(&self, batch: &mut Batch) -> Result<(), Fault> {
        batch.insert(SCHEMA.to_vec(), Some(seal(SCHEMA, &self.schema)?));
        count_commit(batch, self.commits)
    }
}

pub fn count_commit(batch: &mut Batch, commits: u64) -> Result<(), Fault> {
    batch.insert(COMMITS.to_vec(), Some(seal(COMMITS, &commits)?));
    Ok(())
}
