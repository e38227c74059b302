//! From a directory to a store, and what is refused on the way.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::{all, batch, open, records, spell, write};
use crate::store::embedded::engine::Engine;
use crate::store::embedded::home::{files_under, holds_a_store};
use crate::store::embedded::memory::Memory;
use crate::store::embedded::migrations::run;
use crate::store::embedded::redb::Redb;
use crate::store::embedded::system::System;
use crate::store::embedded::{EngineKind, OpenError};

/// A data directory with `a=1 b=2`, closed.
async fn a_store(engine: EngineKind) -> TempDir {
    let dir = tempdir().unwrap();
    let store = open(dir.path(), engine).unwrap();
    write(&store, "a=1").await;
    write(&store, "b=2").await;
    store.shut().await;
    dir
}

fn refusal(data: &Path, engine: EngineKind) -> OpenError {
    open(data, engine).err().expect("it was opened")
}

#[tokio::test]
async fn a_store_is_there_again_after_closing() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        let store = open(dir.path(), engine).unwrap();
        assert_eq!(records(&store), "a=1 b=2");
        store.shut().await;
        assert!(store.look(|view| view.get(b"a")).is_err());
        assert!(store.decide(|_| Ok(())).await.is_err());
    }
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let dir = a_store(EngineKind::Sled).await;
    let first = open(dir.path(), EngineKind::Sled).unwrap();
    assert!(matches!(refusal(dir.path(), EngineKind::Sled), OpenError::InUse(_)));
    write(&first, "c=3").await;
}

#[tokio::test]
async fn nobody_else_may_read_the_data() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for path in files_under(dir.path()).unwrap() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
        }
        open(dir.path(), engine).unwrap().shut().await;
        assert_eq!(mode(dir.path()), 0o700);
        for path in files_under(&dir.path().join(engine.name())).unwrap() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

#[tokio::test]
async fn another_engine_is_refused_and_told_how_to_convert() {
    let dir = a_store(EngineKind::Sled).await;
    let refused = refusal(dir.path(), EngineKind::Redb).to_string();
    assert!(
        refused.contains("teahouse backup") && refused.contains("teahouse restore"),
        "{refused}"
    );
    fs::remove_file(dir.path().join("store.json")).unwrap();
    assert!(matches!(refusal(dir.path(), EngineKind::Redb), OpenError::OtherEngine { .. }));
}

#[tokio::test]
async fn a_first_start_that_was_cut_off_begins_again() {
    for engine in EngineKind::ALL {
        let dir = tempdir().unwrap();
        fs::create_dir(dir.path().join("making")).unwrap();
        fs::write(dir.path().join("making/db"), b"half").unwrap();
        write(&open(dir.path(), engine).unwrap(), "a=1").await;

        // The store has its name, its marker is not written yet.
        let dir = a_store(engine).await;
        fs::remove_file(dir.path().join("store.json")).unwrap();
        assert_eq!(records(&open(dir.path(), engine).unwrap()), "a=1 b=2");
        assert!(dir.path().join("store.json").exists());
    }
}

#[tokio::test]
async fn a_store_in_memory_has_the_directory_to_itself_and_leaves_no_store_there() {
    let dir = tempdir().unwrap();
    let first = open(dir.path(), EngineKind::Memory).unwrap();
    write(&first, "a=1").await;
    assert_eq!(records(&first), "a=1");
    assert!(matches!(refusal(dir.path(), EngineKind::Memory), OpenError::InUse(_)));
    first.shut().await;
    drop(first);
    assert!(!holds_a_store(dir.path()));
    assert_eq!(records(&open(dir.path(), EngineKind::Memory).unwrap()), "");
}

#[tokio::test]
async fn a_store_on_disk_is_not_hidden_behind_one_in_memory() {
    let dir = a_store(EngineKind::Redb).await;
    let refused = refusal(dir.path(), EngineKind::Memory);
    assert!(matches!(refused, OpenError::OtherEngine { found: "redb", asked: "memory" }));
}

#[tokio::test]
async fn a_store_whose_files_are_gone_is_not_begun_anew() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        fs::remove_file(dir.path().join(engine.name()).join("db")).unwrap();
        assert!(matches!(refusal(dir.path(), engine), OpenError::Damaged(_)));
        fs::remove_dir_all(dir.path().join(engine.name())).unwrap();
        let refused = refusal(dir.path(), engine);
        assert!(refused.to_string().contains("teahouse restore"), "{refused}");
        assert!(!dir.path().join(engine.name()).exists());
    }
}

/// A file is longer than what is in it: where only room was cut off, all must still be there.
#[tokio::test]
async fn a_cut_file_never_loses_a_record_in_silence() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        let db = dir.path().join(engine.name()).join("db");
        let whole = fs::read(&db).unwrap();
        for cut in [0, 1, 100, 600, 4096, whole.len() / 2] {
            let spoilt = tempdir().unwrap();
            copy_data(dir.path(), spoilt.path(), engine);
            fs::write(spoilt.path().join(engine.name()).join("db"), &whole[..cut]).unwrap();
            match open(spoilt.path(), engine) {
                Ok(store) => assert_eq!(records(&store), "a=1 b=2", "{engine:?} cut at {cut}"),
                Err(OpenError::Damaged(_)) => {}
                Err(other) => panic!("{engine:?} cut at {cut}: {other}"),
            }
            assert!(cut > 100 || open(spoilt.path(), engine).is_err(), "{engine:?} cut at {cut}");
        }
    }
}

#[tokio::test]
async fn an_older_copy_of_the_store_is_noticed() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        let db = dir.path().join(engine.name());
        let old = dir.path().join("old");
        fs::rename(&db, &old).unwrap();
        copy_dir(&old, &db);
        let store = open(dir.path(), engine).unwrap();
        write(&store, "c=3").await;
        store.shut().await;
        fs::remove_dir_all(&db).unwrap();
        fs::rename(&old, &db).unwrap();
        let refused = refusal(dir.path(), engine).to_string();
        assert!(refused.contains("lost its end"), "{refused}");
    }
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::create_dir(to.join("blobs")).unwrap();
    for path in files_under(from).unwrap() {
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let dir = a_store(EngineKind::Redb).await;
    let redb = Redb::open(&dir.path().join("redb"), 4 << 20).unwrap();
    let mut newer = batch("");
    System { schema: 99, commits: 9 }.write(&mut newer).unwrap();
    redb.commit(&newer).unwrap();
    drop(redb);
    assert!(matches!(refusal(dir.path(), EngineKind::Redb), OpenError::NewerSchema { found: 99 }));
}

#[test]
fn migrations_run_once_and_in_order() {
    let memory = Memory::default();
    let one = |engine: &dyn Engine| engine.commit(&batch("a=one"));
    let two = |engine: &dyn Engine| {
        assert_eq!(spell(&all(engine)[2..].to_vec()), "a=one");
        engine.commit(&batch("a=two"))
    };
    let first = System { schema: 1, commits: 5 };
    let second = run(&memory, first, &[one]).unwrap();
    assert_eq!(second, System { schema: 2, commits: 6 });
    assert_eq!(run(&memory, second, &[one, two]).unwrap().schema, 3);
    memory
        .read(&mut |view| {
            assert_eq!(System::read(view)?, Some(System { schema: 3, commits: 7 }));
            assert_eq!(view.get(b"a")?, Some(b"two".to_vec()));
            Ok(())
        })
        .unwrap();
}

/// What comes of a store in which one byte is another: it is refused, or its records are all
/// there, or reading it reports damage. Never is one missing or another in silence.
#[tokio::test]
async fn a_flipped_bit_never_changes_a_record_in_silence() {
    for engine in EngineKind::ALL {
        let dir = a_store(engine).await;
        let db = dir.path().join(engine.name()).join("db");
        let whole = fs::read(&db).unwrap();
        let written = (0..whole.len()).filter(|at| whole[*at] != 0);
        let every_few: Vec<usize> = written.step_by(29).take(60).collect();
        for at in every_few {
            let spoilt = tempdir().unwrap();
            copy_data(dir.path(), spoilt.path(), engine);
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(spoilt.path().join(engine.name()).join("db"), bytes).unwrap();
            let Ok(store) = open(spoilt.path(), engine) else { continue };
            let read = store.look(|view| {
                let mut found = super::Entries::new();
                for key in [b"a", b"b"] {
                    let value = view.get(key)?;
                    let value = value.map(|value| super::super::envelope::open(key, &value));
                    found.push((key.to_vec(), value.transpose()?.unwrap_or_default()));
                }
                Ok(found)
            });
            if let Ok(found) = read {
                assert_eq!(spell(&found), "a=1 b=2", "{engine:?} flipped at {at}");
            }
        }
    }
}

fn copy_data(from: &Path, to: &Path, engine: EngineKind) {
    copy_dir(&from.join(engine.name()), &to.join(engine.name()));
    fs::copy(from.join("store.json"), to.join("store.json")).unwrap();
    File::create(to.join("lock")).unwrap();
}
