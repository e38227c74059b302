//! The command line, with the server running and without it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::{Client, House, Server};

const PASSWORD: &str = "warm jasmine at noon";

const DONE: i32 = 0;
const FAILED: i32 = 1;
const USAGE: i32 = 2;
const IN_USE: i32 = 4;
const DAMAGED: i32 = 5;
const NO_STORE: i32 = 6;

/// Cheap hashes, no limits, and a name and a password are enough.
fn house() -> House {
    House::default()
        .with("passwords.hash_memory_kibibytes", 7168)
        .with("passwords.hash_passes", 1)
        .with("limits.scale", 1000)
}

/// A machine on which commands are given.
struct Shell {
    house: House,
    home: PathBuf,
}

impl Shell {
    fn beside(server: &Server) -> Shell {
        Shell { house: house(), home: server.home().to_owned() }
    }

    fn with(&self, key: &str, value: &str) -> Shell {
        Shell { house: self.house.clone().with(key, value), home: self.home.clone() }
    }

    /// In the data directory `data` below the home, which is the default.
    fn run(&self, line: &str) -> Output {
        self.run_with(line, "")
    }

    fn run_with(&self, line: &str, input: &str) -> Output {
        let words: Vec<&str> = line.split(' ').collect();
        let mut command = self.house.command(&self.home, &words);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // Who does not read its input may have gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn json(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.status.code(), Some(DONE), "{line}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Ends with this code and says this, on standard error or, of findings, on standard output.
    fn refuses(&self, line: &str, code: i32, says: &str) {
        let output = self.run(line);
        let said = stderr(&output) + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.contains(says), "{line}: {said}");
    }

    fn accounts(&self) -> Vec<Value> {
        let mut accounts = Vec::new();
        let mut page = self.json("admin list --limit 200");
        loop {
            accounts.extend(page["accounts"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_u64() else { return accounts };
            page = self.json(&format!("admin list --limit 200 --after {next}"));
        }
    }

    fn usernames(&self) -> Vec<String> {
        let accounts = self.accounts();
        let names = accounts.iter().map(|account| account["username"].as_str().unwrap().to_owned());
        names.collect()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn signed_in(client: &Client, name: &str, password: &str) -> Client {
    let login = json!({"login": name, "password": password});
    let answer = client.post("/v1/sessions", login).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    client.with_token(answer.json["access_token"].as_str().unwrap())
}

async fn register(client: &Client, name: &str) -> u16 {
    client.post("/v1/accounts", json!({"username": name, "password": PASSWORD})).await.status
}

#[tokio::test]
async fn an_admin_is_made_while_the_server_runs_and_while_it_does_not() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    let line = "admin create alice --role admin --password-stdin";
    let created = shell.run_with(line, &format!("{PASSWORD}\n"));
    assert_eq!(created.status.code(), Some(DONE), "{}", stderr(&created));
    assert!(!String::from_utf8_lossy(&created.stdout).contains(PASSWORD));
    server.stop();
    let bert = shell.json("admin create bert --role admin");
    assert_eq!(bert["uid"], 2);
    server.start_again();

    let client = server.client();
    assert_eq!(register(&client, "carla").await, 201);
    let alice = signed_in(&client, "alice", PASSWORD).await;
    let bert = signed_in(&client, "bert", bert["password"].as_str().unwrap()).await;
    for admin in [alice, bert] {
        let listed = admin.get("/v1/admin/accounts").await;
        assert_eq!(listed.json["accounts"].as_array().unwrap().len(), 3, "{}", listed.text);
    }
    let carla = signed_in(&client, "carla", PASSWORD).await;
    assert_eq!(carla.get("/v1/admin/accounts").await.status, 403);
    assert_eq!(client.get("/v1/admin/accounts").await.status, 401);
}

#[tokio::test]
async fn an_account_is_disabled_at_once_and_let_in_again() {
    let server = house().open();
    let shell = Shell::beside(&server);
    let client = server.client();
    assert_eq!(register(&client, "alice").await, 201);
    let alice = signed_in(&client, "alice", PASSWORD).await;
    assert_eq!(alice.get("/v1/me").await.status, 200);

    assert_eq!(shell.json("admin disable @alice")["active"], false);
    assert_eq!(alice.get("/v1/me").await.status, 401);
    let login = json!({"login": "alice", "password": PASSWORD});
    assert_eq!(client.post("/v1/sessions", login).await.status, 403);

    assert_eq!(shell.json("admin enable alice")["active"], true);
    let alice = signed_in(&client, "alice", PASSWORD).await;
    assert_eq!(shell.json("admin end-sessions 1"), json!({"ended": 1}));
    assert_eq!(alice.get("/v1/me").await.status, 401);

    let new = shell.json("admin password alice");
    signed_in(&client, "alice", new["password"].as_str().unwrap()).await;
    assert_eq!(shell.json("admin role alice vip_user")["role"], "vip_user");
    let audit = shell.json("admin audit --about alice --limit 1");
    assert_eq!(
        (&audit["acts"][0]["what"], &audit["acts"][0]["console"]),
        (&json!("role_set"), &json!(true))
    );
    assert_eq!(shell.json("admin show alice")["role"], "vip_user");
    assert_eq!(shell.json("admin letters"), json!({"letters": [], "next": null}));
}

#[test]
fn what_is_wrong_with_a_command_is_said() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    for _ in ["running", "stopped"] {
        shell.refuses("admin show @nobody", FAILED, "there is no account \"@nobody\"");
        shell.refuses("admin create a/b", USAGE, "cannot be a username");
        shell.refuses("admin create", USAGE, "required");
        shell.refuses("admin role nobody king", USAGE, "possible values");
        shell.refuses("admin create ann --password-stdin", USAGE, "no password was given");
        let weak = shell.run_with("admin create ann --password-stdin", "12345678\n");
        assert_eq!(weak.status.code(), Some(USAGE), "{}", stderr(&weak));
        shell.refuses("admin list --data nowhere", NO_STORE, "there is no store in nowhere");
        shell.refuses("check nowhere", FAILED, "cannot be read");
        if server.data().join("control.sock").exists() {
            server.stop();
        }
    }
    assert!(!shell.home.join("nowhere").exists(), "a question makes no store");
}

#[test]
fn a_server_that_takes_no_orders_keeps_its_store_to_itself() {
    let server = house().open();
    let shell = Shell::beside(&server);
    fs::remove_file(server.data().join("control.sock")).unwrap();
    shell.refuses("admin list", IN_USE, "in use");
    shell.refuses("check", IN_USE, "in use");
}

#[test]
fn orders_are_taken_again_after_a_kill() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    shell.json("admin create alice");
    server.kill9();
    assert!(server.data().join("control.sock").exists(), "it was left behind");
    assert_eq!(shell.usernames(), ["alice"]);
    server.start_again();
    assert_eq!(shell.usernames(), ["alice"]);
}

/// Registers accounts one after another until it is told to stop; those that were acknowledged.
async fn keep_registering(client: Client, writer: usize, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0..200 {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let name = format!("writer{writer}n{number}");
        assert_eq!(register(&client, &name).await, 201);
        acknowledged.push(name);
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_has_everybody_who_was_there_and_their_sessions_live_on() {
    const WRITERS: usize = 4;
    let mut server = house().open();
    let (shell, client) = (Shell::beside(&server), server.client());
    assert_eq!(register(&client, "early").await, 201);
    let login = json!({"login": "early", "password": PASSWORD});
    let early = client.post("/v1/sessions", login).await.json["access_token"].take();

    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(keep_registering(client.clone(), writer, stop.clone())))
        .collect();
    let shell = Arc::new(shell);
    let ordering = shell.clone();
    let order = move || {
        let before = ordering.usernames();
        (before, ordering.json("backup copy"))
    };
    let (before, backup) = tokio::task::spawn_blocking(order).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    let mut all = vec!["early".to_owned()];
    for writer in writers {
        all.extend(writer.await.unwrap());
    }
    assert_eq!(backup["secret"], true);
    assert_eq!(server.stop().code(), Some(DONE));

    // The same house on the restored data: its own server, its own port.
    fs::rename(server.data(), server.home().join("old")).unwrap();
    shell.json("restore copy");
    server.start_again();
    let there = shell.usernames();
    assert!(before.iter().all(|name| there.contains(name)), "somebody was lost");
    assert!(there.iter().all(|name| all.contains(name)), "somebody came from nowhere");
    assert_eq!(shell.json("check")["findings"], json!([]));
    let client = server.client().with_token(early.as_str().unwrap());
    assert_eq!(client.get("/v1/me").await.json["username"], "early");
    assert_eq!(register(&server.client(), "early").await, 409, "names are still taken");
    assert_eq!(register(&server.client(), "late").await, 201);
}

/// As many as there were, and each as it was.
fn restored_is_equal(shell: &Shell, backup: &str, data: &str, engine: &str) -> Shell {
    let restored = shell.json(&format!("restore {backup} --data {data} --engine {engine}"));
    assert_eq!((&restored["engine"], &restored["secret"]), (&json!(engine), &json!(true)));
    let there = shell.with("store.engine", engine).with("server.data", data);
    assert_eq!(there.json("check")["findings"], json!([]));
    there
}

#[test]
fn from_sled_to_redb_and_back_everything_is_equal() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    for name in ["alice", "bert", "carla"] {
        shell.json(&format!("admin create {name} --email {name}@example.com"));
    }
    shell.json("admin disable bert");
    let (accounts, audit) = (shell.accounts(), shell.json("admin audit"));
    shell.json("backup one");
    server.stop();

    let redb = restored_is_equal(&shell, "one", "as-redb", "redb");
    assert_eq!((redb.accounts(), redb.json("admin audit")), (accounts.clone(), audit.clone()));
    redb.json("backup two");
    let sled = restored_is_equal(&shell, "two", "as-sled", "sled");
    assert_eq!((sled.accounts(), sled.json("admin audit")), (accounts, audit));
    let secrets = ["data", "as-redb", "as-sled"]
        .map(|data| fs::read(shell.home.join(data).join("secret.key")).unwrap());
    assert!(secrets.iter().all(|secret| *secret == secrets[0]));
}

#[test]
fn a_restore_overwrites_nothing_and_a_damaged_backup_restores_nothing() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    shell.json("admin create alice");
    shell.json("backup copy");
    shell.refuses("backup copy", USAGE, "is not empty");
    shell.refuses("restore copy", FAILED, "is not empty");
    server.stop();
    shell.refuses("restore copy", FAILED, "is not empty");
    fs::create_dir(shell.home.join("mine")).unwrap();
    fs::write(shell.home.join("mine/letter"), "mine").unwrap();
    shell.refuses("restore copy --data mine", FAILED, "letter is in it");

    for file in ["store.backup", "secret.key", "secret.key.sha256"] {
        let path = shell.home.join("copy").join(file);
        let whole = flip_a_bit(&path, 20);
        shell.refuses("check copy", DAMAGED, "damaged");
        shell.refuses("restore copy --data new", DAMAGED, "Nothing was restored");
        let new = shell.home.join("new");
        assert!(!new.join("sled").exists() && !new.join("secret.key").exists(), "{file}");
        fs::write(path, whole).unwrap();
    }
    assert_eq!(shell.json("check copy")["findings"], json!([]));
    shell.json("restore copy --data new");
    assert_eq!(shell.with("server.data", "new").usernames(), ["alice"]);
}

/// Flips one; what was there before.
fn flip_a_bit(path: &Path, at: usize) -> Vec<u8> {
    let whole = fs::read(path).unwrap();
    let mut flipped = whole.clone();
    flipped[at] ^= 0x10;
    fs::write(path, flipped).unwrap();
    whole
}

#[test]
fn a_secret_that_was_kept_apart_may_lie_where_a_store_is_restored() {
    let mut server = house().open();
    let shell = Shell::beside(&server);
    shell.json("admin create alice");
    assert_eq!(shell.json("backup copy --without-secret")["secret"], false);
    assert!(!shell.home.join("copy/secret.key").exists());
    server.stop();
    assert_eq!(shell.json("restore copy --data without")["secret"], false);
    fs::create_dir(shell.home.join("with")).unwrap();
    fs::copy(shell.home.join("data/secret.key"), shell.home.join("with/secret.key")).unwrap();
    assert_eq!(shell.json("restore copy --data with")["secret"], true);
    assert_eq!(shell.with("server.data", "with").usernames(), ["alice"]);
}

/// redb leaves its values as they are, so that a bit of a record can be found in its file.
#[test]
fn check_finds_a_flipped_bit() {
    let redb = house().with("store.engine", "redb");
    let mut server = redb.clone().open();
    let shell = Shell { house: redb, home: server.home().to_owned() };
    shell.json("admin create alice --display-name Alice-in-the-file");
    assert_eq!(shell.json("check")["findings"], json!([]));
    server.stop();
    let file = server.data().join("redb/db");
    let bytes = fs::read(&file).unwrap();
    let name = b"Alice-in-the-file";
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    assert!(!places.is_empty(), "the record was not found");
    for at in places {
        flip_a_bit(&file, at);
    }
    shell.refuses("check", DAMAGED, "");
    assert_eq!(shell.run("check").status.code(), Some(DAMAGED), "and it is not mended by looking");
}
