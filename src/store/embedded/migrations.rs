//! From one schema to the next, forward only, before anybody is listened to.
//!
//! A migration works through the engine in batches of its own and must be able to begin again
//! where a crash has stopped it: its number is written after it has finished.

use super::chats::migrate;
use super::engine::{Batch, Engine, Fault};
use super::system::System;

/// The schema that this program writes: how many migrations there are, and one.
pub const SCHEMA: u32 = 1 + MIGRATIONS.len() as u32;

/// The first leads from schema 1 to 2, and so on. None is ever taken away.
const MIGRATIONS: &[Migration] = &[migrate::calls_and_furthest, migrate::deleted];

pub type Migration = fn(&dyn Engine) -> Result<(), Fault>;

/// Runs what `system` has not seen yet; says what it is then.
pub fn migrate(engine: &dyn Engine, system: System) -> Result<System, Fault> {
    run(engine, system, MIGRATIONS)
}

pub(super) fn run(
    engine: &dyn Engine,
    mut system: System,
    migrations: &[Migration],
) -> Result<System, Fault> {
    let seen = usize::try_from(system.schema.saturating_sub(1)).unwrap_or(usize::MAX);
    for migration in migrations.iter().skip(seen) {
        tracing::info!(from = system.schema, "the store moves to its next schema");
        migration(engine)?;
        system = System { schema: system.schema + 1, commits: system.commits + 1 };
        let mut batch = Batch::new();
        system.write(&mut batch)?;
        engine.commit(&batch)?;
    }
    Ok(system)
}
