use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::tempdir;

use super::{open, records, settings, write};
use crate::store::embedded::backup::restore::{RestoreError, restore, verify};
use crate::store::embedded::backup::{BackupError, STREAM};
use crate::store::embedded::engine::Fault;
use crate::store::embedded::engine::{Order, View};
use crate::store::embedded::envelope::{self, seal};
use crate::store::embedded::layer::Layer;
use crate::store::embedded::{EmbeddedStore, EngineKind, OpenError};
use crate::values::Millis;

async fn back_up(store: &EmbeddedStore, into: &Path) {
    store.backup(into).await.unwrap();
}

#[tokio::test]
async fn a_restored_store_is_the_same_in_either_engine() {
    for from in EngineKind::ALL {
        for to in EngineKind::ALL {
            let dir = tempdir().unwrap();
            let [data, copy, target] = ["data", "copy", "target"].map(|name| dir.path().join(name));
            let store = open(&data, from).unwrap();
            write(&store, "a=1 b=2 c=3").await;
            write(&store, "b- c=4").await;
            let picture = data.join("files/ab/cdef");
            fs::create_dir_all(picture.parent().unwrap()).unwrap();
            fs::write(&picture, b"a picture").unwrap();
            back_up(&store, &copy).await;

            restore(&copy, &settings(&target, to), Millis(2)).unwrap();
            let restored = open(&target, to).unwrap();
            assert_eq!(records(&restored), "a=1 c=4", "{from:?} to {to:?}");
            assert_eq!(fs::read(target.join("files/ab/cdef")).unwrap(), b"a picture");
            write(&restored, "d=5").await;
        }
    }
}

/// Each writer keeps its last ten notes, its head, and adds to a total that all share: from the
/// heads alone it follows what else there must be at that moment.
async fn keep_writing(store: Arc<EmbeddedStore>, writer: u8, rounds: u32) {
    for round in 1..=rounds {
        store.decide(move |layer| note(layer, writer, round)).await.unwrap();
    }
}

fn note(layer: &mut Layer<'_>, writer: u8, round: u32) -> Result<(), Fault> {
    let total = read_number(layer, b"total")?.unwrap_or_default();
    let note_key = |round: u32| [b"n".as_slice(), &[writer], &round.to_be_bytes()].concat();
    for (key, value) in
        [(note_key(round), round), (vec![b'h', writer], round), (b"total".to_vec(), total + 1)]
    {
        let sealed = seal(&key, &value)?;
        layer.put(key, sealed)?;
    }
    layer.remove(note_key(round.wrapping_sub(10)));
    Ok(())
}

fn read_number(view: &dyn View, key: &[u8]) -> Result<Option<u32>, Fault> {
    view.get(key)?.map(|value| envelope::open(key, &value)).transpose()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_one_moment() {
    const WRITERS: u8 = 4;
    let dir = tempdir().unwrap();
    let store = Arc::new(open(&dir.path().join("data"), EngineKind::Sled).unwrap());
    // Enough that the backup reads many pages while the writers write.
    for page in 0..40 {
        let filler = "x".repeat(12_000);
        let words: Vec<String> = (0..8).map(|n| format!("f{page:03}{n}={filler}")).collect();
        write(&store, &words.join(" ")).await;
    }
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(keep_writing(Arc::clone(&store), writer, 200)))
        .collect();
    back_up(&store, &dir.path().join("copy")).await;
    for writer in writers {
        writer.await.unwrap();
    }

    let target = settings(&dir.path().join("target"), EngineKind::Redb);
    restore(&dir.path().join("copy"), &target, Millis(2)).unwrap();
    let restored = open(&target.data, EngineKind::Redb).unwrap();
    let (heads, notes, total) = restored
        .look(|view| {
            let mut heads = BTreeMap::new();
            let mut notes = 0;
            for writer in 0..WRITERS {
                let head = read_number(view, &[b'h', writer])?.unwrap_or_default();
                for round in head.saturating_sub(9).max(1)..=head {
                    let key = [b"n".as_slice(), &[writer], &round.to_be_bytes()].concat();
                    assert_eq!(read_number(view, &key)?, Some(round), "writer {writer} at {head}");
                }
                notes += head.min(10);
                heads.insert(writer, head);
            }
            let stored = super::entries(view, &super::Span::of(b"n"), Order::Ascending, usize::MAX);
            assert_eq!(stored.len(), notes as usize, "{heads:?}");
            Ok((heads, notes, read_number(view, b"total")?.unwrap_or_default()))
        })
        .unwrap();
    assert_eq!(heads.values().sum::<u32>(), total, "{notes} notes");
}

#[tokio::test]
async fn a_closed_store_is_not_backed_up() {
    let dir = tempdir().unwrap();
    let store = open(&dir.path().join("data"), EngineKind::Redb).unwrap();
    write(&store, "a=1").await;
    store.shut().await;
    let closed = store.backup(&dir.path().join("copy")).await;
    assert!(matches!(closed, Err(BackupError::Store(_))), "{closed:?}");
}

#[tokio::test]
async fn a_backup_does_not_overwrite_what_is_there() {
    let dir = tempdir().unwrap();
    let store = open(&dir.path().join("data"), EngineKind::Redb).unwrap();
    fs::create_dir(dir.path().join("copy")).unwrap();
    fs::write(dir.path().join("copy/letter"), b"mine").unwrap();
    let refused = store.backup(&dir.path().join("copy")).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty(_))), "{refused:?}");
    assert_eq!(fs::read(dir.path().join("copy/letter")).unwrap(), b"mine");
}

#[tokio::test]
async fn a_restore_does_not_overwrite_a_store() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let store = open(&data, EngineKind::Sled).unwrap();
    write(&store, "a=1").await;
    back_up(&store, &dir.path().join("copy")).await;
    let in_use = restore(&dir.path().join("copy"), &settings(&data, EngineKind::Sled), Millis(2));
    assert!(matches!(in_use, Err(RestoreError::Target(OpenError::InUse(_)))), "{in_use:?}");
    store.shut().await;
    for engine in EngineKind::ALL {
        let refused = restore(&dir.path().join("copy"), &settings(&data, engine), Millis(2));
        assert!(matches!(refused, Err(RestoreError::NotEmpty(_))), "{refused:?}");
    }
    assert_eq!(records(&open(&data, EngineKind::Sled).unwrap()), "a=1");
}

#[tokio::test]
async fn a_damaged_backup_restores_nothing() {
    let dir = tempdir().unwrap();
    let [copy, target] = ["copy", "target"].map(|name| dir.path().join(name));
    let store = open(&dir.path().join("data"), EngineKind::Redb).unwrap();
    write(&store, "a=1 b=2").await;
    back_up(&store, &copy).await;
    let whole = fs::read(copy.join(STREAM)).unwrap();

    let refuses = |bytes: &[u8], what: String| {
        fs::write(copy.join(STREAM), bytes).unwrap();
        assert!(verify(&copy).is_err(), "{what} was not noticed");
        let restored = restore(&copy, &settings(&target, EngineKind::Redb), Millis(2));
        assert!(restored.is_err() && !target.join("redb").exists(), "{what} was restored");
    };
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        refuses(&flipped, format!("a flipped bit at {at}"));
        refuses(&whole[..at], format!("a cut at {at}"));
    }
    refuses(&[whole.as_slice(), b"x"].concat(), "a longer file".into());
    fs::write(copy.join(STREAM), &whole).unwrap();
    restore(&copy, &settings(&target, EngineKind::Redb), Millis(2)).unwrap();
}
