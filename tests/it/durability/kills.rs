//! `kill -9` at random instants, also while the store is opening, again and again on the same data.
//!
//! `TEAHOUSE_TEST_KILLS` sets how often; `TEAHOUSE_TEST_SEED` repeats the instants of a run that
//! failed, as far as instants can be repeated.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use teahouse::store::embedded::EngineKind;
use tokio::time::Instant;

use super::writers::{self, Answered, Writers};
use crate::support::{Dice, PATIENCE, kills};

const KILLS: u64 = 200;

#[tokio::test]
async fn whatever_sled_answered_outlives_kills() {
    const NAME: &str = "durability::kills::whatever_sled_answered_outlives_kills";
    outlives_kills(NAME, EngineKind::Sled, kills(KILLS) * 4 / 5).await;
}

#[tokio::test]
async fn whatever_redb_answered_outlives_kills() {
    const NAME: &str = "durability::kills::whatever_redb_answered_outlives_kills";
    outlives_kills(NAME, EngineKind::Redb, kills(KILLS) / 5).await;
}

async fn outlives_kills(test: &str, engine: EngineKind, kills: u64) {
    if tokio::task::spawn_blocking(writers::are_these).await.unwrap() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let writers = Writers { test, engine, home: home.path(), under: vec![], steps: u64::MAX };
    let mut dice = Dice::of_this_run();
    let (mut answered, mut in_opening) = (Answered::nothing(), 0);
    for kill in 0..kills {
        let began = live_and_die(&writers, &mut answered, &mut dice, kill);
        in_opening += u64::from(!began);
    }
    let store = writers::open(&writers.data(), engine);
    writers::verify_all(&store, &answered).await;
    store.shut().await;
    println!(
        "{}: {kills} kills, {in_opening} of them while it opened; {} answers, none lost",
        engine.name(),
        answered.steps()
    );
    assert!(answered.steps() > kills, "hardly anything was written");
}

/// One life of the writers. Whether they had begun to write when it ended.
fn live_and_die(writers: &Writers, answered: &mut Answered, dice: &mut Dice, kill: u64) -> bool {
    let running = writers.start(answered);
    let mut began = false;
    let while_it_opens = dice.below(8) == 0;
    let life = Duration::from_micros(dice.below(if while_it_opens { 60_000 } else { 80_000 }));
    let mut until = Instant::now() + if while_it_opens { life } else { PATIENCE };
    while let Ok(line) = running.line_within(until.saturating_duration_since(Instant::now())) {
        let Some(line) = line else { break };
        if answered.hear(&line) {
            began = true;
            until = until.min(Instant::now() + life);
        }
    }
    let (rest, status) = running.kill9();
    for line in rest {
        began |= answered.hear(&line);
    }
    let log = writers.log();
    assert_eq!(status.signal(), Some(9), "it ended by itself before kill {kill}: {log}");
    assert!(began || while_it_opens, "it did not open within {PATIENCE:?}, at kill {kill}: {log}");
    began
}
