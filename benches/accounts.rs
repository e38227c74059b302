//! What people cost who log in, and people who are logged in: `cargo bench --bench accounts`, with
//! `-- --json` for programs. Names of sections (`logins`, `readiness`, `reading`) choose what is
//! measured; without any, all is.
//!
//! Only the server's CPU time is counted. What is compared is measured in turns in one run, so
//! that what else the machine does falls on both alike; the middle one of the rounds counts.

#![allow(clippy::unwrap_used, reason = "a measurement that fails should say where")]

mod support {
    pub mod client;
    pub mod machine;
    pub mod report;
    pub mod server;
}

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Block, Params, PasswordHasher, PasswordVerifier};
use serde_json::{Value, json};
use support::client::{Connection, flood, get, post};
use support::machine::{micros_each, now, own_cpu};
use support::report::{Report, cores, median, wanted};
use support::server::{Process, teahouse};
use warp::Filter;

const ROUNDS: usize = 5;
const ROUNDS_OF_READING: usize = 9;
const PASSWORD: &str = "lapsang souchong 1662";
/// So many that none of them holds more sessions than people have devices.
const ACCOUNTS: u64 = 48;
const LOGINS_A_ROUND: u64 = 60;
const LOGINS_AT_ONCE: usize = 8;
const LOGINS_AT_ONCE_IN_FLOOD: usize = 32;
const FLOOD: Duration = Duration::from_secs(8);
const PROBE_PAUSE: Duration = Duration::from_millis(10);
const READERS: usize = 16;
const READING: Duration = Duration::from_millis(1000);

/// The argument with which this program is what it compares Teahouse with.
const HELLO: &str = "serve-hello";

fn main() {
    if std::env::args().any(|argument| argument == HELLO) {
        return serve_hello();
    }
    let home = tempfile::tempdir().unwrap();
    let server = teahouse(&home.path().join("data"), &[]);
    let tokens = settle(&server);
    let mut report = Report::new("accounts");
    if wanted("logins") {
        logins(&mut report, &server);
    }
    if wanted("readiness") {
        readiness(&mut report, &server);
    }
    if wanted("reading") {
        reading(&mut report, &server, &tokens, home.path());
    }
    report.table("Memory of the server after all that", &["RSS MiB"]);
    report.row(vec![json!(server.resident_mebibytes())]);
    server.stop();
    report.print();
}

/// As the first page of warp's documentation serves it.
#[tokio::main]
async fn serve_hello() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    warp::serve(warp::path!("hello").map(|| "hello")).incoming(listener).run().await;
}

/// Makes the accounts; gives back an access token of each.
fn settle(server: &Process) -> Vec<String> {
    let mut connection = Connection::to(server.address);
    let register = |number| {
        let body = json!({ "username": name(number), "password": PASSWORD }).to_string();
        let answer = connection.ask(&post("/v1/accounts", &body));
        assert_eq!(answer.status, 201, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    };
    (0..ACCOUNTS).map(register).collect()
}

fn name(number: u64) -> String {
    format!("guest{}", number % ACCOUNTS)
}

fn login(number: u64) -> String {
    let body = json!({ "login": name(number), "password": PASSWORD });
    post("/v1/sessions", &body.to_string())
}

fn connections(server: &Process, count: usize) -> Vec<Connection> {
    (0..count).map(|_| Connection::to(server.address)).collect()
}

/// Logins as many as the server can take, against bare hashes as many as the cores can take.
fn logins(report: &mut Report, server: &Process) {
    let title = format!(
        "CPU ms for one login, {LOGINS_AT_ONCE} at once, and for one bare Argon2id hash of the same cost, one on each core at once"
    );
    report.table(title, &["round", "login", "bare, plain", "bare, memory kept", "logins/s"]);
    let mut open = connections(server, LOGINS_AT_ONCE);
    let (mut to_plain, mut to_kept) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let plain = bare_hashes(verify_plainly);
        let (began, before) = (now(), server.cpu());
        flood(&mut open, LOGINS_A_ROUND, &AtomicBool::new(false), 201, login);
        let login = micros_each(server.cpu() - before, LOGINS_A_ROUND) / 1e3;
        let rate = LOGINS_A_ROUND as f64 / began.elapsed().as_secs_f64();
        let kept = bare_hashes(verify_in_kept_memory);
        report.row(vec![json!(round + 1), json!(login), json!(plain), json!(kept), json!(rate)]);
        to_plain.push(login / plain);
        to_kept.push(login / kept);
    }
    report.ratio("a login / a plain Argon2id verification", median(to_plain), Some(1.05));
    report.ratio("a login / a hash in memory that is kept", median(to_kept), None);
}

/// CPU milliseconds for one of as many hashes as a round has logins, shared out between the cores.
fn bare_hashes(hash_many: fn(&str, u64)) -> f64 {
    let known = Argon2::default().hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    let each = LOGINS_A_ROUND.div_ceil(cores() as u64);
    let before = own_cpu();
    thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| hash_many(&known, each));
        }
    });
    micros_each(own_cpu() - before, each * cores() as u64) / 1e3
}

/// As the crate's documentation does it: each hash asks the system for its 19 MiB anew.
fn verify_plainly(known: &str, count: u64) {
    for _ in 0..count {
        Argon2::default().verify_password(PASSWORD.as_bytes(), known).unwrap();
    }
}

fn verify_in_kept_memory(known: &str, count: u64) {
    let known = PasswordHash::new(known).unwrap();
    let (salt, right) = (known.salt.unwrap(), known.hash.unwrap());
    let argon = Argon2::default();
    let mut memory = vec![Block::new(); argon.params().block_count()];
    for _ in 0..count {
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        argon
            .hash_password_into_with_memory(PASSWORD.as_bytes(), &salt, &mut output, &mut memory)
            .unwrap();
        assert_eq!(output, *right.as_bytes());
    }
}

/// How long `GET /readyz` takes from outside, in quiet and while logins flood in.
fn readiness(report: &mut Report, server: &Process) {
    let title = format!(
        "Milliseconds until GET /readyz is answered, in quiet and under {LOGINS_AT_ONCE_IN_FLOOD} logins at once; the prober competes for the same cores"
    );
    report.table(title, &["during", "probes", "p50", "p99", "longest", "over 50 ms"]);
    let quiet = probe(server, FLOOD / 2);
    let quiet_p99 = described(report, "quiet", quiet);

    let done = AtomicBool::new(false);
    let mut open = connections(server, LOGINS_AT_ONCE_IN_FLOOD);
    let flooded = thread::scope(|scope| {
        scope.spawn(|| flood(&mut open, u64::MAX, &done, 201, login));
        let probes = probe(server, FLOOD);
        done.store(true, Relaxed);
        probes
    });
    let flooded_p99 = described(report, "flood", flooded);
    report.ratio("p99 of /readyz in quiet, in ms", quiet_p99, None);
    report.ratio("p99 of /readyz during a flood of logins, in ms", flooded_p99, Some(50.0));
}

fn probe(server: &Process, span: Duration) -> Vec<f64> {
    let mut connection = Connection::to(server.address);
    let (request, began) = (get("/readyz", None), now());
    let mut took = Vec::new();
    while began.elapsed() < span {
        let asked = now();
        assert_eq!(connection.ask(&request).status, 200);
        took.push(asked.elapsed().as_secs_f64() * 1e3);
        thread::sleep(PROBE_PAUSE);
    }
    took
}

/// Writes a row; says what 99 of 100 stayed under.
fn described(report: &mut Report, during: &str, mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    let over = took.iter().filter(|millis| **millis >= 50.0).count();
    let over = format!("{:.2} %", 100.0 * over as f64 / took.len() as f64);
    report.row(vec![
        json!(during),
        json!(took.len()),
        json!(at(0.5)),
        json!(at(0.99)),
        json!(at(1.0)),
        json!(over),
    ]);
    at(0.99)
}

/// Requests that only read, against the least that warp can serve.
fn reading(report: &mut Report, server: &Process, tokens: &[String], home: &Path) {
    let title =
        format!("CPU µs of the server for one request, {READERS} connections that are kept");
    report.table(title, &["round", "warp hello", "GET /healthz", "GET /v1/me", "/v1/me a second"]);
    let itself = std::env::current_exe().unwrap();
    let hello = Process::start(Command::new(itself).arg(HELLO).current_dir(home));
    let me: Vec<String> = tokens.iter().map(|token| get("/v1/me", Some(token))).collect();
    let (hello_request, health_request) = (get("/hello", None), get("/healthz", None));
    let (mut health_to_hello, mut me_to_hello) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS_OF_READING {
        let (hello, _) = read(&hello, |_| hello_request.clone());
        let (me, rate) = read(server, |number| me[number as usize % me.len()].clone());
        let (health, _) = read(server, |_| health_request.clone());
        report.row(vec![json!(round + 1), json!(hello), json!(health), json!(me), json!(rate)]);
        health_to_hello.push(health / hello);
        me_to_hello.push(me / hello);
    }
    report.ratio("GET /v1/me / a warp hello", median(me_to_hello), Some(2.0));
    report.ratio("GET /healthz / a warp hello", median(health_to_hello), None);
}

/// CPU microseconds for one request, and requests a second.
fn read(server: &Process, request: impl Fn(u64) -> String + Sync) -> (f64, f64) {
    let mut open = connections(server, READERS);
    let done = AtomicBool::new(false);
    let (began, before) = (now(), server.cpu());
    let count = thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(READING);
            done.store(true, Relaxed);
        });
        flood(&mut open, u64::MAX, &done, 200, request)
    });
    (micros_each(server.cpu() - before, count), count as f64 / began.elapsed().as_secs_f64())
}
