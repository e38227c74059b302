//! The real binary with a house of its own: a data directory, a port, nobody else's settings.

mod client;
mod dice;
mod files;
mod person;
mod raw;
pub mod shell;
mod wall_clock;

pub use client::{Answer, Client};
pub use dice::{Dice, kills};
pub use files::{holds, stands_below};
pub use person::{PASSWORD, Person};
pub use raw::{Raw, status_of};
pub use wall_clock::WallClock;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Longer than anything takes that works.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How to start a server.
#[derive(Clone, Default)]
pub struct House {
    variables: Vec<(String, String)>,
    /// What a shell does first.
    first: Vec<String>,
}

impl House {
    /// Sets a key, by its name in `config.toml`: `server.head_timeout_seconds`.
    pub fn with(self, key: &str, value: impl ToString) -> House {
        let variable = format!("TEAHOUSE_{}", key.to_uppercase().replace('.', "__"));
        self.with_variable(&variable, value)
    }

    /// Sets a variable of the environment.
    pub fn with_variable(mut self, name: &str, value: impl ToString) -> House {
        self.variables.push((name.to_owned(), value.to_string()));
        self
    }

    /// So many files may the server have open.
    pub fn with_descriptors(mut self, most: u64) -> House {
        self.first.push(format!("ulimit -n {most}"));
        self
    }

    /// So much memory may the server take for itself, beyond which it is given none and aborts.
    pub fn with_memory_mebibytes(mut self, most: u64) -> House {
        self.first.push(format!("ulimit -d {}", most << 10));
        self
    }

    /// What other people may not do with the files it makes, as the system has it.
    pub fn with_umask(mut self, mask: &str) -> House {
        self.first.push(format!("umask {mask}"));
        self
    }

    /// Starts it in a directory of its own.
    pub fn open(self) -> Server {
        let home = tempfile::tempdir().unwrap();
        let process = self.start(&home.path().join("data"), home.path());
        Server { house: self, home, process }
    }

    /// A command with these settings and no others.
    pub fn command(&self, home: &Path, arguments: &[&str]) -> Command {
        let binary = env!("CARGO_BIN_EXE_teahouse");
        let mut command = if self.first.is_empty() {
            Command::new(binary)
        } else {
            let mut shell = Command::new("sh");
            let first = self.first.join(" && ");
            shell.arg("-c").arg(format!("{first} && exec \"$0\" \"$@\"")).arg(binary);
            shell
        };
        let ours = |(name, _): &(String, String)| name.starts_with("TEAHOUSE_");
        for (name, _) in std::env::vars().filter(ours) {
            command.env_remove(name);
        }
        // A large disk that is almost full has room enough for tests.
        command.env("TEAHOUSE_STORE__FREE_PERCENT_MIN", "0");
        command.args(arguments).current_dir(home).envs(self.variables.iter().cloned());
        command
    }

    fn start(&self, data: &Path, home: &Path) -> Process {
        let started = self.try_start(data, home);
        started.unwrap_or_else(|refused| panic!("the server did not start: {refused:?}"))
    }

    fn try_start(&self, data: &Path, home: &Path) -> Result<Process, Refused> {
        let data = data.to_str().unwrap();
        let log = home.join("log");
        let errors = fs::File::options().create(true).append(true).open(&log).unwrap();
        let said_before = errors.metadata().unwrap().len();
        let mut child = self
            .command(home, &["serve", "--listen", "127.0.0.1:0", "--data", data])
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let greeting = first_line(&mut child);
        let Some(address) = address_in(&greeting) else {
            let exit = child.wait().unwrap().code();
            let said = fs::read_to_string(&log).unwrap_or_default();
            let said = said.get(usize::try_from(said_before).unwrap()..).unwrap_or_default();
            return Err(Refused { exit, said: said.to_owned() });
        };
        wall_clock::forget_names(child.id());
        Ok(Process { child, address, greeting })
    }
}

/// A start that came to nothing.
#[derive(Debug)]
pub struct Refused {
    pub exit: Option<i32>,
    pub said: String,
}

struct Process {
    child: Child,
    address: SocketAddr,
    greeting: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// How it ended. One that does not end is killed, which the status then tells.
    fn ended(&mut self) -> ExitStatus {
        let pid = Pid::from_child(&self.child);
        let (done, watched) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if watched.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        let status = self.child.wait().unwrap();
        drop(done);
        status
    }
}

/// A running server.
pub struct Server {
    house: House,
    home: TempDir,
    process: Process,
}

impl Server {
    pub fn address(&self) -> SocketAddr {
        self.process.address
    }

    /// The line on standard output.
    pub fn greeting(&self) -> &str {
        &self.process.greeting
    }

    pub fn client(&self) -> Client {
        Client::new(self.address())
    }

    pub fn raw(&self) -> Raw {
        Raw::connect(self.address())
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub fn pid(&self) -> u32 {
        self.process.child.id()
    }

    /// What it has said on standard error, over all its starts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap()
    }

    /// A command that concerns this server.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.house.command(self.home(), arguments);
        command.arg("--data").arg(self.data());
        command
    }

    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    pub fn ended(&mut self) -> ExitStatus {
        self.process.ended()
    }

    /// Stops it as an operator does.
    pub fn stop(&mut self) -> ExitStatus {
        self.process.signal(Signal::TERM);
        self.process.ended()
    }

    /// Stops it and starts it again on the same data.
    pub fn restart(&mut self) {
        assert!(self.stop().success());
        self.start_again();
    }

    /// Kills it as a power cut does, as far as a process can tell.
    pub fn kill9(&mut self) {
        self.process.signal(Signal::KILL);
        self.process.ended();
    }

    pub fn start_again(&mut self) {
        self.process = self.house.start(&self.data(), self.home.path());
    }

    /// As [`Server::start_again`], where it may be refused.
    pub fn try_start_again(&mut self) -> Result<(), Refused> {
        self.process = self.house.try_start(&self.data(), self.home.path())?;
        Ok(())
    }
}

fn first_line(child: &mut Child) -> String {
    let out = child.stdout.take().unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = BufReader::new(out).read_line(&mut line);
        let _ = tell.send(line);
    });
    told.recv_timeout(PATIENCE).unwrap()
}

/// `… listens on http://127.0.0.1:40123 (127.0.0.1:40123), …`
fn address_in(greeting: &str) -> Option<SocketAddr> {
    let (_, rest) = greeting.split_once('(')?;
    rest.split_once(')')?.0.parse().ok()
}
