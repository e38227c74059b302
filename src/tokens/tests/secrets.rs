//! The master secret and its file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::values::SeededRandom;

fn opened(data: &std::path::Path, seed: u64) -> Result<Secrets, BadSecret> {
    Secrets::open(data, &SeededRandom::new(seed))
}

#[test]
fn a_secret_is_made_at_the_first_start_and_kept() {
    let data = tempfile::tempdir().unwrap();
    let first = opened(data.path(), 1).unwrap().sealing_key();
    let again = opened(data.path(), 2).unwrap().sealing_key();
    assert_eq!(first, again);

    let elsewhere = tempfile::tempdir().unwrap();
    assert_ne!(opened(elsewhere.path(), 2).unwrap().sealing_key(), first);
}

#[test]
fn the_file_is_its_owners_alone_and_nothing_else_is_left() {
    let data = tempfile::tempdir().unwrap();
    // What a start that was cut off could have left.
    fs::write(data.path().join("secret.key.new"), "half").unwrap();
    opened(data.path(), 1).unwrap();
    let file = fs::metadata(data.path().join(Secrets::FILE)).unwrap();
    assert_eq!((file.permissions().mode() & 0o777, file.len()), (0o600, 32));
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let data = tempfile::tempdir().unwrap();
    opened(data.path(), 1).unwrap();
    let path = data.path().join(Secrets::FILE);
    for mode in [0o640, 0o604, 0o620, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let refused = opened(data.path(), 1).unwrap_err();
        assert!(matches!(refused, BadSecret::Open { mode: m, .. } if m == mode), "{refused}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(opened(data.path(), 1).is_ok());
}

#[test]
fn a_short_or_missing_file_is_never_replaced() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join(Secrets::FILE);
    for content in ["", "secret", "0123456789012345678901234567890"] {
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(opened(data.path(), 1), Err(BadSecret::TooShort)));
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    let nowhere = data.path().join("nowhere");
    assert!(matches!(opened(&nowhere, 1), Err(BadSecret::File { .. })));
}

#[test]
fn jwt_08_a_weak_secret_stops_the_start() {
    for weak in ["", "secret", "8 bytes.", "0123456789012345678901234567890"] {
        assert!(matches!(Secrets::from_bytes(weak.as_bytes()), Err(BadSecret::TooShort)), "{weak}");
    }
    for strong in
        ["W2yA0jU5kq1o2yK0m8a3b0t5sVgk3i7x2rJt9Qe1x4Y=", "9f86d081884c7d659a2feaa0c55ad015"]
    {
        assert!(Secrets::from_bytes(strong.as_bytes()).is_ok(), "{strong}");
    }
}
