//! The real server in a process of its own, on a port that the system chooses.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::machine;

pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

/// Starts Teahouse on `data`, with rates that let a load run through. Its log goes to a file beside
/// its data, because writing it is a part of what a request costs.
pub fn teahouse(data: &Path, settings: &[(&str, &str)]) -> Process {
    let mut command = Command::new(env!("CARGO_BIN_EXE_teahouse"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command.env("TEAHOUSE_LIMITS__SCALE", "1000000").envs(settings.iter().copied());
    let path = data.with_extension("log");
    let log = File::options().create(true).append(true).open(&path).unwrap();
    // A config.toml that lies where the bench was started would count.
    Process::start(command.stderr(log).current_dir(data.parent().unwrap()))
}

impl Process {
    /// Starts a server that says where it listens in its first line.
    pub fn start(command: &mut Command) -> Process {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut words = line.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'));
        let address = words.find_map(|word| word.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        Process { child, address }
    }

    pub fn cpu(&self) -> Duration {
        machine::cpu(self.child.id())
    }

    /// What of its memory lies in the machine's.
    pub fn resident_mebibytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success(), "it should have stopped cleanly");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
