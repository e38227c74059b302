//! A damaged store is said to be damaged and never begun anew; nobody works in it twice at a time.
//!
//! What is refused before an engine reads it is left byte for byte as it was, and all that redb
//! refuses but for its header, where it notes that the file was open. sled mends its log while it
//! opens, before anybody can say what is missing: there the promise is that it stays refused.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::{House, Refused, Server};

const PASSWORD: &str = "warm jasmine at noon";
const GUESTS: [&str; 3] = ["alice", "bob", "carol"];
const ENGINES: [&str; 2] = ["sled", "redb"];
/// The exit codes.
const IN_USE: i32 = 4;
const DAMAGED: i32 = 5;
/// Where bits are flipped, of all that is written.
const SPOTS: usize = 40;
/// What comes first in a file of redb, before its data.
const REDB_HEADER: usize = 320;

/// What it is called, and how it is done to the file.
type Damage = (&'static str, fn(&Path));

#[tokio::test]
async fn a_store_whose_file_is_gone_cut_or_empty_is_refused_for_good() {
    for engine in ENGINES {
        let damages: [Damage; 4] = [
            ("gone", |db| fs::remove_file(db).unwrap()),
            ("empty", |db| cut(db, 0)),
            ("halved", |db| cut(db, written(&fs::read(db).unwrap()) / 2)),
            ("without its folder", |db| fs::remove_dir_all(db.parent().unwrap()).unwrap()),
        ];
        let mut left = Left::by(engine).await;
        let whole = left.files();
        for (what, damage) in damages {
            left.put_back(&whole);
            damage(&left.db);
            let before = left.files();
            left.is_refused(what);
            if (engine, what) != ("sled", "halved") {
                left.is_untouched(&before, what);
            }
            left.is_refused(&format!("{what}, the second time"));
        }
    }
}

#[tokio::test]
async fn a_marker_that_cannot_be_read_is_damage_too() {
    let mut left = Left::by("sled").await;
    fs::write(left.server.data().join("store.json"), "{").unwrap();
    let before = left.files();
    left.is_refused("a broken marker");
    left.is_untouched(&before, "a broken marker");
}

/// A start does not read everything. What it does not notice, whoever meets it is told: somebody
/// is there, or a failure is answered. Only a damaged key of redb hides what stands under it;
/// `check` finds that.
#[tokio::test]
async fn no_flipped_bit_makes_anybody_vanish_unnoticed() {
    for engine in ENGINES {
        let mut left = Left::by(engine).await;
        let whole = left.files();
        let bytes = whole[&left.db].clone();
        let spots: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
        let mut refusals = 0;
        for spot in (0..SPOTS).map(|part| spots[spots.len() * part / SPOTS]) {
            left.put_back(&whole);
            let mut flipped = bytes.clone();
            flipped[spot] ^= 0x10;
            fs::write(&left.db, &flipped).unwrap();
            match left.server.try_start_again() {
                Ok(()) => {
                    let vanished = left.vanished().await;
                    left.server.kill9();
                    if let Some(vanished) = vanished {
                        let is_found = engine == "redb" && left.check_finds_damage();
                        assert!(is_found, "{engine}, a bit at {spot}: {vanished}");
                    }
                }
                Err(refused) => {
                    let what = format!("a bit at {spot}");
                    left.was_refused(&refused, &what);
                    if engine == "redb" {
                        let after = fs::read(&left.db).unwrap();
                        let data = |file: &[u8]| file[REDB_HEADER..].to_vec();
                        assert!(data(&after) == data(&flipped), "{what}: the data was changed");
                    }
                    left.is_refused(&format!("{what}, the second time"));
                    refusals += 1;
                }
            }
        }
        println!("{engine}: of {SPOTS} flipped bits {refusals} were noticed at the start");
        assert!(refusals > 0, "{engine}: not one was noticed at the start");
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() {
    let server = quick().open();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data", "data"];
    let second = quick().command(server.home(), &arguments).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(IN_USE), "{said}");
    assert!(said.contains("in use by another process"), "{said}");
    assert_eq!(server.client().get("/readyz").await.status, 200);
}

#[tokio::test]
async fn nobody_else_may_read_what_is_kept() {
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for engine in ENGINES {
        let left = Left::by(engine).await;
        assert_eq!(mode(&left.server.data()), 0o700);
        let backup = left.server.home().join("backup");
        let ran = left.server.command(&["backup", backup.to_str().unwrap()]).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        assert_eq!(mode(&backup), 0o700);
        let backed_up = fs::read_dir(&backup).unwrap().map(|entry| entry.unwrap().path());
        for path in left.files().into_keys().chain(backed_up) {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a server left behind that was stopped. It was started where everybody may read what is
/// made.
struct Left {
    server: Server,
    db: PathBuf,
}

impl Left {
    async fn by(engine: &str) -> Left {
        let mut server = quick().with("store.engine", engine).with_umask("022").open();
        for name in GUESTS {
            let new = json!({"username": name, "password": PASSWORD});
            let answer = server.client().post("/v1/accounts", new).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
        assert!(server.stop().success());
        let db = server.data().join(engine).join("db");
        Left { server, db }
    }

    /// Somebody who cannot log in, though nobody says that anything is wrong.
    async fn vanished(&self) -> Option<String> {
        for name in GUESTS {
            let login = json!({"login": name, "password": PASSWORD});
            let answer = self.server.client().post("/v1/sessions", login).await;
            if answer.status != 201 && !(500..600).contains(&answer.status) {
                return Some(format!("{name}: {} {}", answer.status, answer.text));
            }
        }
        None
    }

    fn check_finds_damage(&self) -> bool {
        let checked = self.server.command(&["check"]).output().unwrap();
        checked.status.code() == Some(DAMAGED)
    }

    /// All files of the data directory. The lock holds nothing.
    fn files(&self) -> Files {
        let mut folders = vec![self.server.data()];
        let mut files = Files::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        files
    }

    fn put_back(&self, files: &Files) {
        fs::remove_dir_all(self.server.data()).unwrap();
        for (path, content) in files {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        }
    }

    fn is_refused(&mut self, what: &str) {
        match self.server.try_start_again() {
            Ok(()) => panic!("{}, {what}: it was opened", self.db.display()),
            Err(refused) => self.was_refused(&refused, what),
        }
    }

    fn was_refused(&self, refused: &Refused, what: &str) {
        let what = format!("{}, {what}: {}", self.db.display(), refused.said);
        assert_eq!(refused.exit, Some(DAMAGED), "{what}");
        assert!(refused.said.contains("teahouse restore"), "{what}");
    }

    fn is_untouched(&self, before: &Files, what: &str) {
        let after = self.files();
        assert!(before.keys().eq(after.keys()), "{what}: {:?}", after.keys());
        for (path, content) in &after {
            assert!(before[path] == *content, "{what}: {} was changed", path.display());
        }
    }
}

fn quick() -> House {
    House::default()
        .with("accounts.email_code_required", false)
        .with("passwords.hash_memory_kibibytes", 7168)
        .with("passwords.hash_passes", 1)
        .with("limits.scale", 1_000)
}

fn cut(db: &Path, length: usize) {
    let file = File::options().write(true).open(db).unwrap();
    file.set_len(length as u64).unwrap();
}

/// How much of a file has ever been written: engines make room in advance.
fn written(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)
}
