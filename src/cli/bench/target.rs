//! The server that is measured: somebody's, or one of our own that is gone afterwards.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe;

use super::process::Process;
use super::trouble::Trouble;
use crate::values::{Random, SystemRandom};

/// Longer than a server needs to start on an empty directory.
const STARTED_WITHIN: Duration = Duration::from_secs(60);

/// What our own server is told, unless the environment says otherwise.
const SETTINGS: [(&str, &str); 4] = [
    ("TEAHOUSE_LIMITS__SCALE", "1000000"),
    ("TEAHOUSE_SERVER__CONNECTIONS_MAX", "1000000"),
    ("TEAHOUSE_PASSWORDS__HASH_MEMORY_KIBIBYTES", "7168"),
    ("TEAHOUSE_PASSWORDS__HASH_PASSES", "1"),
];

pub struct Target {
    pub url: String,
    /// As in a `Host` header.
    pub host: String,
    pub address: SocketAddr,
    pub process: Option<Process>,
    own: Option<Own>,
}

struct Own {
    child: Child,
    home: PathBuf,
}

impl Target {
    pub async fn at(url: &str, pid: Option<u32>) -> Result<Target, Trouble> {
        let bad = || Trouble::BadUrl(url.to_owned());
        let host = url.strip_prefix("http://").ok_or_else(bad)?.trim_end_matches('/');
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(bad());
        }
        let with_port =
            if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
                host.to_owned()
            } else {
                format!("{host}:80")
            };
        let nobody = |cause: String| Trouble::NobodyThere { url: url.to_owned(), cause };
        let mut found =
            tokio::net::lookup_host(&with_port).await.map_err(|error| nobody(error.to_string()))?;
        let address = found.next().ok_or_else(|| nobody("it has no address".into()))?;
        let process = pid.map(Process::find).transpose()?;
        let (url, host) = (format!("http://{host}"), host.to_owned());
        Ok(Target { url, host, address, process, own: None })
    }

    pub async fn start(config: Option<&Path>, engine: Option<&str>) -> Result<Target, Trouble> {
        let home = new_home()?;
        let mut child = command(&home, config, engine)?.spawn()?;
        let process = Process::find(child.id());
        let heard = first_line(&mut child).await;
        let own = Own { child, home };
        let address = heard.as_deref().and_then(address_in).ok_or_else(|| {
            let log = fs::read_to_string(own.home.join("log")).unwrap_or_default();
            Trouble::NoServer(log.lines().last().unwrap_or("it said nothing").to_owned())
        })?;
        Ok(Target {
            url: format!("http://{address}"),
            host: address.to_string(),
            address,
            process: Some(process?),
            own: Some(own),
        })
    }

    pub fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Waits for our own server's end; it may have much to write.
    pub async fn close(self) {
        let _ = tokio::task::spawn_blocking(|| drop(self)).await;
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.home);
    }
}

fn new_home() -> Result<PathBuf, Trouble> {
    let random: &dyn Random = &SystemRandom::new();
    let number = u64::from_le_bytes(random.bytes());
    let home = std::env::temp_dir().join(format!("teahouse-bench-{number:016x}"));
    fs::create_dir(&home)?;
    Ok(home)
}

/// In a directory where no `config.toml` lies, with its log in a file: writing it is a part of what
/// a connection costs.
fn command(home: &Path, config: Option<&Path>, engine: Option<&str>) -> Result<Command, Trouble> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(home.join("data"));
    if let Some(config) = config {
        command.arg("--config").arg(fs::canonicalize(config)?);
    }
    for (name, value) in SETTINGS {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    if let Some(engine) = engine {
        command.env("TEAHOUSE_STORE__ENGINE", engine);
    }
    let log = File::create(home.join("log"))?;
    command.current_dir(home).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    Ok(command)
}

/// What it says when it is ready. It says nothing more, so nobody has to go on listening.
async fn first_line(child: &mut Child) -> Option<String> {
    let out = pipe::Receiver::from_owned_fd(child.stdout.take()?.into()).ok()?;
    let mut line = String::new();
    let mut reader = BufReader::new(out);
    let read = reader.read_line(&mut line);
    tokio::time::timeout(STARTED_WITHIN, read).await.ok()?.ok()?;
    Some(line)
}

/// `… listens on http://127.0.0.1:40123 (127.0.0.1:40123), …`
fn address_in(greeting: &str) -> Option<SocketAddr> {
    let (_, rest) = greeting.split_once('(')?;
    rest.split_once(')')?.0.parse().ok()
}
