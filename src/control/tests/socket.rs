use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use tempfile::tempdir;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio_util::sync::CancellationToken;

use super::*;

struct Open {
    data: PathBuf,
    running: JoinHandle<()>,
    stopping: CancellationToken,
}

fn open(data: &Path) -> Open {
    let stopping = CancellationToken::new();
    let running = tokio::spawn(Door::bind(data).unwrap().run(yard(), stopping.clone()));
    Open { data: data.to_owned(), running, stopping }
}

impl Open {
    async fn ask(&self, order: Order) -> Answer {
        let data = self.data.clone();
        spawn_blocking(move || ask(&data, &order)).await.unwrap().unwrap().unwrap()
    }

    async fn say(&self, bytes: Vec<u8>) -> String {
        let mut stream = UnixStream::connect(self.data.join("control.sock")).unwrap();
        spawn_blocking(move || {
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut answer = String::new();
            let _ = stream.read_to_string(&mut answer);
            answer
        })
        .await
        .unwrap()
    }

    async fn close(self) {
        self.stopping.cancel();
        self.running.await.unwrap();
    }
}

#[tokio::test]
async fn an_order_goes_through_the_socket_and_its_outcome_comes_back() {
    let dir = tempdir().unwrap();
    let nobody = ask(dir.path(), &Order::Check).unwrap();
    assert!(nobody.is_none(), "no server runs");

    let door = open(dir.path());
    let created = door.ask(create("alice", Role::Admin)).await.unwrap();
    assert_eq!(door.ask(Order::Show { who: "@alice".into() }).await, Ok(created));
    let refused = door.ask(Order::Show { who: "@bob".into() }).await.unwrap_err();
    assert_eq!(refused.why, Why::Refused);
    door.close().await;
    assert!(!dir.path().join("control.sock").exists());
    assert!(ask(dir.path(), &Order::Check).unwrap().is_none());
}

#[tokio::test]
async fn only_the_owner_can_reach_the_socket() {
    let dir = tempdir().unwrap();
    let door = open(dir.path());
    let mode = fs::metadata(dir.path().join("control.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    door.close().await;
}

#[tokio::test]
async fn a_socket_that_a_killed_server_left_is_nobody_and_is_replaced() {
    let dir = tempdir().unwrap();
    drop(std::os::unix::net::UnixListener::bind(dir.path().join("control.sock")).unwrap());
    assert!(ask(dir.path(), &Order::Check).unwrap().is_none());
    let door = open(dir.path());
    assert!(door.ask(Order::Check).await.is_ok());
    door.close().await;
}

/// The kernel takes 107 bytes as a socket's address; directories may lie deeper.
#[tokio::test]
async fn a_directory_with_a_long_name_has_a_socket_too() {
    let dir = tempdir().unwrap();
    let deep = dir.path().join("d".repeat(120));
    fs::create_dir(&deep).unwrap();
    let door = open(&deep);
    assert!(deep.join("control.sock").exists());
    assert!(door.ask(Order::Check).await.is_ok());
    door.close().await;
    assert!(!deep.join("control.sock").exists());
}

#[tokio::test]
async fn what_is_no_order_is_refused_and_not_repeated() {
    let dir = tempdir().unwrap();
    let door = open(dir.path());
    let endless = vec![b'x'; 1 << 20];
    let unknown = br#"{"set_password":{"who":1,"password":"lapsang souchong"}}"#;
    for bytes in [b"".to_vec(), b"{\n".to_vec(), b"\xff\n".to_vec(), unknown.to_vec(), endless] {
        let answer = door.say(bytes).await;
        // Whoever sends more than an order may be cut off before the answer arrives.
        assert!(answer.is_empty() || answer.contains("does not understand"), "{answer}");
        assert!(!answer.contains("lapsang"), "{answer}");
    }
    assert!(door.ask(Order::Check).await.is_ok(), "the next is heard");
    door.close().await;
}

#[tokio::test]
async fn an_order_whose_giver_has_gone_is_carried_out() {
    let dir = tempdir().unwrap();
    let door = open(dir.path());
    let mut line = serde_json::to_vec(&create("alice", Role::Admin)).unwrap();
    line.push(b'\n');
    let mut stream = UnixStream::connect(dir.path().join("control.sock")).unwrap();
    stream.write_all(&line).unwrap();
    drop(stream);
    // The order is on its way; the next ones may come before it is done.
    let found = async {
        while door.ask(Order::Show { who: "@alice".into() }).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), found).await.unwrap();
    door.close().await;
}
