//! The lines of a shell that a page prints, run as by a person who reads it.

use std::path::Path;
use std::process::{Command, Output};

use super::{PATIENCE, Server};

/// A page says `sleep` where a letter is on its way. It is the letter that is waited for here: the
/// next one in the inbox since the last time, however long it takes.
const SLEEP: &str = r#"
set -euo pipefail
letters() { command curl -s http://127.0.0.1:8080/dev/inbox | grep -o '"code":' | wc -l; }
read_letters=0
sleep() {
  until [ "$(letters)" -gt "$read_letters" ]; do :; done
  read_letters=$((read_letters + 1))
}
"#;

/// Runs what a page would have typed, in a folder, against this server. Stops at the first line
/// that fails, and after a time within which every page is through.
pub fn run(lines: &str, server: &Server, folder: &Path) -> Output {
    let script = format!("{SLEEP}\n{lines}");
    let script = script.replace("127.0.0.1:8080", &server.address().to_string());
    let seconds = (4 * PATIENCE.as_secs()).to_string();
    let mut shell = Command::new("timeout");
    shell.args([&seconds, "bash", "-c", &script]).current_dir(folder).output().unwrap()
}
