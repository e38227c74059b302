//! Nothing is answered before the disk has confirmed it, seen in a trace of system calls; also
//! when confirmations or writes fail. Needs `strace`.

use std::fs;
use std::path::Path;

use teahouse::store::embedded::EngineKind;

use super::trace::{self, Story};
use super::writers::{self, Answered, WRITERS, Writers};

/// More than one account's story.
const STEPS: u64 = 14;

#[test]
fn sled_answers_after_the_disk_has_confirmed() {
    const NAME: &str = "durability::acknowledged::sled_answers_after_the_disk_has_confirmed";
    let Some((commits, story)) = traced(NAME, EngineKind::Sled, "") else { return };
    assert!(story.confirmed >= commits && story.faults == 0, "{commits} commits, {story:?}");
}

#[test]
fn redb_answers_after_the_disk_has_confirmed() {
    const NAME: &str = "durability::acknowledged::redb_answers_after_the_disk_has_confirmed";
    let Some((commits, story)) = traced(NAME, EngineKind::Redb, "") else { return };
    assert!(story.confirmed >= commits && story.faults == 0, "{commits} commits, {story:?}");
}

#[test]
fn sled_answers_nothing_that_the_disk_failed_to_confirm() {
    const NAME: &str =
        "durability::acknowledged::sled_answers_nothing_that_the_disk_failed_to_confirm";
    let fault = "fdatasync:error=EIO:when=8..10";
    let Some((_, story)) = traced(NAME, EngineKind::Sled, fault) else { return };
    assert!(story.faults > 0 && story.answers_after > 0, "{story:?}");
}

#[test]
fn redb_answers_nothing_that_the_disk_failed_to_confirm() {
    const NAME: &str =
        "durability::acknowledged::redb_answers_nothing_that_the_disk_failed_to_confirm";
    let fault = "fdatasync:error=EIO:when=20..22";
    let Some((_, story)) = traced(NAME, EngineKind::Redb, fault) else { return };
    assert!(story.faults > 0 && story.answers_after > 0, "{story:?}");
}

#[test]
fn sled_answers_nothing_that_could_not_be_written() {
    const NAME: &str = "durability::acknowledged::sled_answers_nothing_that_could_not_be_written";
    let fault = "pwrite64:error=ENOSPC:when=8..10";
    let Some((_, story)) = traced(NAME, EngineKind::Sled, fault) else { return };
    assert!(story.faults > 0 && story.answers_after > 0, "{story:?}");
}

/// Of a write that fails while the disk is already waited for, sled tells nobody who waits.
#[test]
fn sled_goes_on_after_a_write_that_failed_late() {
    const NAME: &str = "durability::acknowledged::sled_goes_on_after_a_write_that_failed_late";
    for first in [5, 11] {
        let fault = format!("pwrite64:error=EIO:delay_enter=100000:when={first}..{}", first + 2);
        let Some((_, story)) = traced(NAME, EngineKind::Sled, &fault) else { return };
        assert!(story.faults > 0 && story.answers_after > 0, "{story:?}");
    }
}

#[test]
fn redb_answers_nothing_that_could_not_be_written() {
    const NAME: &str = "durability::acknowledged::redb_answers_nothing_that_could_not_be_written";
    let fault = "pwrite64:error=ENOSPC:when=60..62";
    let Some((_, story)) = traced(NAME, EngineKind::Redb, fault) else { return };
    assert!(story.faults > 0 && story.answers_after > 0, "{story:?}");
}

/// Lets the writers do their steps under `strace`, holds the trace against what they were answered,
/// and that against the store. How many commits there were, and what the trace tells; `None` in
/// the process that writes.
fn traced(test: &str, engine: EngineKind, fault: &str) -> Option<(u64, Story)> {
    if writers::are_these() {
        return None;
    }
    let home = tempfile::tempdir().unwrap();
    let trace = home.path().join("trace");
    let under = strace(&trace, fault);
    let writers = Writers { test, engine, home: home.path(), under, steps: STEPS };
    let (said, status) = writers.start(&Answered::nothing()).until_it_ends();
    assert!(status.success(), "{status}: {}\n{}", said.join("\n"), writers.log());

    let mut answered = Answered::nothing();
    for line in &said {
        answered.hear(line);
    }
    assert_eq!(answered.steps(), WRITERS * STEPS);
    let commits = said.iter().find_map(|line| line.strip_prefix("commits ")?.parse().ok());
    let file = format!("/{}/db", engine.name());
    let story = trace::read(&fs::read_to_string(&trace).unwrap(), &file);
    let story = story.unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(story.answers, WRITERS * STEPS, "the trace does not show every answer");

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = writers::open(&writers.data(), engine);
        writers::verify_all(&store, &answered).await;
        store.shut().await;
    });
    println!("{} {fault}: {commits:?} commits, {story:?}", engine.name());
    Some((commits.unwrap(), story))
}

fn strace(trace: &Path, fault: &str) -> Vec<String> {
    let calls = "trace=openat,write,pwrite64,fsync,fdatasync";
    let mut words = vec!["strace", "-f", "-y", "-o", trace.to_str().unwrap(), "-e", calls];
    let fault = format!("inject={fault}");
    if fault != "inject=" {
        words.extend(["-e", &fault]);
    }
    words.into_iter().map(str::to_owned).collect()
}
