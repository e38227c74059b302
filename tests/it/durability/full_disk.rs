//! A full disk: writes are refused, reads go on, and room is enough to write again.
//!
//! The test runs in a mount namespace of its own, in which its directory of temporary files is a
//! disk of 32 MiB; nobody else sees that, and nothing is left of it. Needs `unshare` (util-linux).

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::Method;
use serde_json::json;

use crate::support::{Client, House, PATIENCE, Server};

const ROLE: &str = "TEAHOUSE_TEST_ON_A_SMALL_DISK";
const KIB: u64 = 1 << 10;

/// What registrations need at the most to fill what is left.
const TRIES_MAX: usize = 4_000;

#[tokio::test]
async fn the_store_stops_writing_before_the_disk_is_full() {
    const NAME: &str = "durability::full_disk::the_store_stops_writing_before_the_disk_is_full";
    let Some(disk) = small_disk(NAME) else { return };
    fills_up_and_goes_on(
        &disk,
        House::default().with("store.free_mebibytes_min", 8),
        8 * 1024 + 300,
    )
    .await;
}

#[tokio::test]
async fn sled_goes_on_after_the_disk_was_full() {
    const NAME: &str = "durability::full_disk::sled_goes_on_after_the_disk_was_full";
    let Some(disk) = small_disk(NAME) else { return };
    fills_up_and_goes_on(&disk, House::default().with("store.free_mebibytes_min", 0), 600).await;
}

#[tokio::test]
async fn redb_goes_on_after_the_disk_was_full() {
    const NAME: &str = "durability::full_disk::redb_goes_on_after_the_disk_was_full";
    let Some(disk) = small_disk(NAME) else { return };
    let house = House::default().with("store.engine", "redb").with("store.free_mebibytes_min", 0);
    fills_up_and_goes_on(&disk, house, 300).await;
}

#[tokio::test]
async fn a_file_for_which_the_disk_has_no_room_is_refused_and_leaves_nothing() {
    const NAME: &str = "durability::full_disk::a_file_for_which_the_disk_has_no_room_is_refused_and_leaves_nothing";
    let Some(_disk) = small_disk(NAME) else { return };
    let server = quick(House::default().with("store.free_mebibytes_min", 16)).open();
    let token = registered(&server.client(), 0).await.unwrap();
    let client = server.client().with_token(&token);
    let upload = async |bytes: usize| {
        let request = client.request(Method::POST, "/v1/uploads").body(vec![7; bytes]);
        client.send(request).await
    };
    let refused = upload(18 << 20).await;
    assert_eq!((refused.status, refused.code()), (503, "unavailable"), "{}", refused.text);
    let unfinished = server.data().join("files/unfinished");
    assert_eq!(fs::read_dir(unfinished).unwrap().count(), 0);
    assert_eq!(upload(1 << 20).await.status, 201);
}

/// With a `filler` that leaves so much room, until there is none; and then without it.
async fn fills_up_and_goes_on(disk: &Path, house: House, kibibytes_left: u64) {
    let mut server = quick(house).open();
    let client = server.client();
    let mut people = vec![registered(&client, 0).await.unwrap()];
    let filler = fill(disk, kibibytes_left * KIB);

    let refusal = loop {
        assert!(people.len() < TRIES_MAX, "the disk does not fill up");
        match registered(&client, people.len()).await {
            Ok(token) => people.push(token),
            Err(refusal) => break refusal,
        }
    };
    let mut refusals = vec![refusal];
    for _ in 0..5 {
        refusals.extend(registered(&client, people.len()).await.err());
        assert_eq!(client.with_token(&people[0]).get("/v1/me").await.status, 200);
    }
    assert!(refusals.len() > 5, "it writes although the disk is full: {refusals:?}");
    let (first, rest) = refusals.split_first().unwrap();
    assert!(["unavailable", "outcome_unknown"].contains(&first.as_str()), "{first}");
    assert!(rest.iter().all(|refusal| refusal == "unavailable"), "{rest:?}");
    println!("{} answered, then {refusals:?}", people.len());

    fs::remove_file(filler).unwrap();
    let writing_again = async {
        loop {
            if let Ok(token) = registered(&client, people.len() + 1).await {
                return token;
            }
        }
    };
    let token = tokio::time::timeout(PATIENCE * 2, writing_again).await;
    people.push(token.unwrap_or_else(|_| panic!("no write after room was made: {}", server.log())));
    all_are_there(&server, &people).await;
    server.kill9();
    server.start_again();
    all_are_there(&server, &people).await;
    assert!(server.stop().success());
}

async fn all_are_there(server: &Server, people: &[String]) {
    let client = server.client();
    for (number, token) in people.iter().enumerate() {
        let me = client.with_token(token).get("/v1/me").await;
        assert_eq!(me.status, 200, "the {number}th is gone: {}", me.text);
    }
}

fn quick(house: House) -> House {
    house
        .with("store.free_percent_min", 0)
        .with("accounts.email_code_required", false)
        .with("passwords.hash_memory_kibibytes", 7168)
        .with("passwords.hash_passes", 1)
        .with("limits.scale", 1_000)
}

/// The token of somebody new, or the code of the refusal.
async fn registered(client: &Client, number: usize) -> Result<String, String> {
    let new = json!({"username": format!("guest{number}"), "password": "warm jasmine at noon"});
    let answer = client.post("/v1/accounts", new).await;
    match answer.status {
        201 => Ok(answer.json["access_token"].as_str().unwrap().to_owned()),
        // The one before it, of which it was not known.
        409 => Err("outcome_unknown".to_owned()),
        503 | 500 => Err(answer.code().to_owned()),
        _ => panic!("{}", answer.text),
    }
}

fn fill(disk: &Path, leave: u64) -> PathBuf {
    let stat = rustix::fs::statvfs(disk).unwrap();
    let free = stat.f_bavail * stat.f_frsize;
    let path = disk.join("filler");
    let filling = vec![0; usize::try_from(free.saturating_sub(leave)).unwrap()];
    File::create(&path).unwrap().write_all(&filling).unwrap();
    path
}

/// The small disk, in the process that sees it. In the one that does not, runs the test once more
/// where it does, and gives `None`.
fn small_disk(test: &str) -> Option<PathBuf> {
    if env::var_os(ROLE).is_some() {
        return Some(env::temp_dir());
    }
    let place = tempfile::tempdir().unwrap();
    let mounted =
        "mount -t tmpfs -o size=32m teahouse \"$TMPDIR\" && echo mounted && exec \"$0\" \"$@\"";
    let ran = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", mounted])
        .arg(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env("TMPDIR", place.path())
        .env(ROLE, "1")
        .output()
        .unwrap_or_else(|error| panic!("`unshare` (Debian package util-linux): {error}"));
    let (said, errors) =
        (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(
        said.starts_with("mounted"),
        "this test needs a disk of its own: `unshare --map-root-user --mount` and a tmpfs in it, \
         which this system does not allow (kernel.unprivileged_userns_clone, or a container \
         without CAP_SYS_ADMIN): {errors}"
    );
    assert!(ran.status.success(), "{said}\n{errors}");
    println!("{said}");
    None
}
