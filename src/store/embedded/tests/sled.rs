//! What only the guarded sled promises, or only it can break.

use std::fs;

use tempfile::tempdir;

use super::{all, batch, entries, everything, look, spell};
use crate::store::embedded::engine::{Engine, Fault, Order};
use crate::store::embedded::sled::Sled;

const CACHE_BYTES: u64 = 4 * 1024 * 1024;

#[test]
fn a_batch_is_not_seen_before_the_disk_has_confirmed_it() {
    let dir = tempdir().unwrap();
    let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
    sled.commit(&batch("a=1 b=1 d=1")).unwrap();

    let confirm = || {
        assert_eq!(spell(&all(&sled)), "a=1 b=1 d=1");
        look(&sled, |view| {
            let down = entries(view, &everything(), Order::Descending, 9);
            assert_eq!(spell(&down), "d=1 b=1 a=1");
            assert_eq!(view.get(b"b"), Ok(Some(b"1".to_vec())));
            assert_eq!(view.get(b"c"), Ok(None));
        });
        Ok(())
    };
    sled.commit_confirmed_by(&batch("a=2 b- c=2"), confirm).unwrap();
    assert_eq!(spell(&all(&sled)), "a=2 c=2 d=1");
}

#[test]
fn after_a_failed_commit_the_old_state_is_shown_and_no_commit_is_tried() {
    let dir = tempdir().unwrap();
    let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
    sled.commit(&batch("a=1")).unwrap();

    let failed = Fault::Io("the drive has gone".into());
    let outcome = sled.commit_confirmed_by(&batch("a=2 b=2"), || Err(failed.clone()));
    assert_eq!(outcome, Err(failed));
    assert_eq!(spell(&all(&sled)), "a=1");

    let never = || panic!("a commit was tried on a failed handle");
    assert!(sled.commit_confirmed_by(&batch("c=3"), never).is_err());
    assert_eq!(spell(&all(&sled)), "a=1");
}

#[test]
fn every_commit_is_confirmed_by_the_disk_once() {
    let dir = tempdir().unwrap();
    let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
    for round in 0..5 {
        sled.commit(&batch(&format!("a={round}"))).unwrap();
    }
    assert_eq!(sled.syncs(), 5);
}

#[test]
fn a_half_written_snapshot_does_not_keep_the_store_from_opening() {
    let dir = tempdir().unwrap();
    let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
    sled.commit(&batch("a=1")).unwrap();
    drop(sled);
    fs::write(dir.path().join("snap.0000000000000F00.generating"), b"half").unwrap();
    assert_eq!(spell(&all(&Sled::open(dir.path(), CACHE_BYTES).unwrap())), "a=1");
}

#[test]
fn a_value_in_the_blobs_folder_raises_the_alarm() {
    let dir = tempdir().unwrap();
    let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
    assert_eq!(sled.alarm(), None);
    sled.commit(&[(b"a".to_vec(), Some(vec![1; 600_000]))].into()).unwrap();
    assert!(sled.alarm().unwrap().contains("1 values"));
}

#[test]
fn a_dropped_store_can_be_opened_at_once() {
    let dir = tempdir().unwrap();
    for round in 0..40 {
        let sled = Sled::open(dir.path(), CACHE_BYTES).unwrap();
        sled.commit(&batch(&format!("a={round}"))).unwrap();
    }
}
