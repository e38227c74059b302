use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::super::backup::restore::verify;
use super::super::check::file_findings;
use super::super::home::files_under;
use super::super::{EmbeddedStore, EngineKind};
use super::open;
use crate::store::{
    AccountStore, FileHash, FileStore, Given, NewAccount, Profile, Role, StoreError, Upkeep,
};
use crate::values::Millis;

const PICTURE: Bytes = Bytes::from_static(b"a picture");

fn the_file(data: &Path) -> PathBuf {
    let files = files_under(&data.join("files")).unwrap();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn found(store: &EmbeddedStore) -> Vec<String> {
    let files = &store.effects().files;
    let findings = store.look(|view| file_findings(view, files)).unwrap();
    findings.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_picture_outlives_the_process_and_is_its_owners_alone() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    let id = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    assert_eq!(store.put_avatar(PICTURE, Millis(1)).await, Ok(id));
    store.close().await;
    drop(store);

    let store = open(data.path(), EngineKind::Redb).unwrap();
    assert_eq!(store.avatar(id).await, Ok(Some(PICTURE)));
    let mode = fs::metadata(the_file(data.path())).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(found(&store), [""; 0]);
}

#[tokio::test]
async fn a_picture_is_named_by_its_content_and_lies_in_its_folder() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    let FileHash(hash) = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = data.path().join("files").join(&hex[..2]).join(&hex[2..]);
    assert_eq!(the_file(data.path()), expected);
}

#[tokio::test]
async fn a_picture_that_has_changed_on_the_disk_is_not_shown() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    let id = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    fs::write(the_file(data.path()), b"a pictura").unwrap();
    assert!(matches!(store.avatar(id).await, Err(StoreError::Damaged(_))));
    // Bringing it again mends it.
    assert_eq!(store.put_avatar(PICTURE, Millis(1)).await, Ok(id));
    assert_eq!(store.avatar(id).await, Ok(Some(PICTURE)));
}

#[tokio::test]
async fn a_picture_that_has_changed_or_gone_is_found_in_the_store_and_in_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let [data, copy] = ["data", "copy"].map(|name| dir.path().join(name));
    let store = open(&data, EngineKind::Redb).unwrap();
    let id = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    let profile = Profile { avatar: Some(id), ..Profile::default() };
    let new = NewAccount {
        username: None,
        email: None,
        phone: None,
        password_hash: None,
        role: Role::NormalUser,
        profile,
    };
    store.create_account(new, Given::at(Millis(1))).await.unwrap();
    assert_eq!(store.check().unwrap().findings, [""; 0]);
    store.backup(&copy).await.unwrap();
    verify(&copy).unwrap();

    for (root, check) in [
        (&data, &(|| store.check().unwrap().findings.is_empty()) as &dyn Fn() -> bool),
        (&copy, &|| verify(&copy).is_ok()),
    ] {
        let file = the_file(root);
        fs::write(&file, b"a pictura").unwrap();
        assert!(!check(), "changed");
        fs::remove_file(&file).unwrap();
        assert!(!check(), "gone");
        fs::write(&file, PICTURE).unwrap();
        assert!(check(), "there again");
    }
}

#[tokio::test]
async fn what_a_crash_left_half_written_is_cleared_away() {
    let data = tempfile::tempdir().unwrap();
    open(data.path(), EngineKind::Redb).unwrap().close().await;
    let half = data.path().join("files/unfinished/0");
    fs::write(&half, b"a pic").unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    assert!(!half.exists());
    let id = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    assert_eq!(store.avatar(id).await, Ok(Some(PICTURE)));
}

#[tokio::test]
async fn a_file_that_nobody_shows_is_found() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    let files = &store.effects().files;
    files.put(b"a stray").unwrap();
    assert_eq!(found(&store), ["a file is there that nobody uses"]);
    assert_eq!(files.all().unwrap().len(), 2);
    fs::write(data.path().join("files/README"), b"not ours").unwrap();
    assert_eq!(files.all().unwrap().len(), 2);
}

/// What a crash between a commit and its effects leaves behind.
#[tokio::test]
async fn a_picture_that_nobody_wants_goes_and_the_others_stay() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path(), EngineKind::Redb).unwrap();
    let shown = store.put_avatar(PICTURE, Millis(1)).await.unwrap();
    let new = NewAccount {
        username: Some(crate::values::Username::parse("ann").unwrap()),
        email: None,
        phone: None,
        password_hash: None,
        role: Role::NormalUser,
        profile: Profile { avatar: Some(shown), ..Profile::default() },
    };
    store.create_account(new, Given::at(Millis(1))).await.unwrap();
    let leased = store.put_avatar(Bytes::from_static(b"another"), Millis(1)).await.unwrap();
    let id = super::super::files::name_of(b"a stray");
    store.effects().files.put(b"a stray").unwrap();
    assert_eq!(found(&store), ["a file is there that nobody uses"]);

    assert_eq!(store.remove_strays().await, Ok(1));
    assert_eq!(found(&store), [""; 0]);
    assert_eq!(store.avatar(id).await, Ok(None));
    for kept in [shown, leased] {
        assert!(store.avatar(kept).await.unwrap().is_some());
    }
    assert_eq!(store.remove_strays().await, Ok(0));
}
