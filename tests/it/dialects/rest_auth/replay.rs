//! The recorded scenarios, by the replayer that came with them.

use std::process::Command;

use super::house;
use crate::support::Server;

fn python() -> String {
    std::env::var("TEAHOUSE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn replayed(server: &Server, more: &[&str]) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance");
    let hook = format!("{} {folder}/rest-auth-hook", python());
    let ran = Command::new(python())
        .arg(format!("{folder}/rest-auth-replay.py"))
        .arg(format!("http://{}", server.address()))
        .args(["--hook", &hook])
        .args(more)
        .env("TEAHOUSE_URL", format!("http://{}", server.address()))
        .env("TEAHOUSE_DATA", server.data())
        .env("TEAHOUSE_BIN", env!("CARGO_BIN_EXE_teahouse"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    said
}

#[test]
fn all_recorded_scenarios_pass() {
    assert_eq!(replayed(&house(), &[]).trim(), "224 passed, 0 failed");
}

/// The page of a place that is not there, alone, is ours and not the library's.
#[test]
fn their_headers_are_the_same() {
    let said = replayed(&house(), &["--headers", "--not", "^unknown-path"]);
    assert!(said.contains(" 0 failed"), "{said}");
}
