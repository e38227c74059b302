use std::fs;
use std::os::unix::fs::PermissionsExt;

use tempfile::tempdir;

use crate::control::secret::{SecretError, put_back, put_into, read_from};

#[test]
fn a_secret_comes_back_as_it_was_and_only_its_owner_can_read_it() {
    let dir = tempdir().unwrap();
    let [data, backup, target] = ["data", "backup", "target"].map(|name| {
        let dir = dir.path().join(name);
        fs::create_dir(&dir).unwrap();
        dir
    });
    assert!(!put_into(&backup, &data).unwrap(), "there is none yet");
    assert_eq!(read_from(&backup).unwrap(), None);

    fs::write(data.join("secret.key"), b"thirty-two bytes of a good secret").unwrap();
    assert!(put_into(&backup, &data).unwrap());
    let secret = read_from(&backup).unwrap().unwrap();
    assert!(put_back(&secret, &target).unwrap(), "it is new there");
    assert!(!put_back(&secret, &target).unwrap(), "it is there already");
    for dir in [&backup, &target] {
        let mode = fs::metadata(dir.join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    fs::write(target.join("secret.key"), b"another").unwrap();
    assert!(matches!(put_back(&secret, &target), Err(SecretError::Another)));
}

#[test]
fn a_secret_that_was_changed_or_lost_its_half_is_damage() {
    let dir = tempdir().unwrap();
    let backup = dir.path().join("backup");
    fs::create_dir(&backup).unwrap();
    fs::write(dir.path().join("secret.key"), b"thirty-two bytes of a good secret").unwrap();
    put_into(&backup, dir.path()).unwrap();
    let [secret, hash] = ["secret.key", "secret.key.sha256"].map(|name| backup.join(name));
    for path in [&secret, &hash] {
        let whole = fs::read(path).unwrap();
        let mut flipped = whole.clone();
        flipped[3] ^= 1;
        fs::write(path, flipped).unwrap();
        assert!(matches!(read_from(&backup), Err(SecretError::Damaged)));
        fs::remove_file(path).unwrap();
        assert!(matches!(read_from(&backup), Err(SecretError::Damaged)));
        fs::write(path, whole).unwrap();
    }
    assert!(read_from(&backup).unwrap().is_some());
}
