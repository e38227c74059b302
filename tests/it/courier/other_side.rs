//! Servers of others, run for the length of one test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, thread};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A script of `tests/support` that prints lines of JSON, its port first. Ends with this value.
pub struct OtherSide {
    child: Child,
    lines: UnboundedReceiver<Value>,
    pub port: u16,
}

impl OtherSide {
    pub async fn start(script: &str, arguments: &[&str]) -> OtherSide {
        let python = env::var("TEAHOUSE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(script);
        let mut child = Command::new(&python)
            .args(["-W", "ignore"])
            .arg(path)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python} (TEAHOUSE_TEST_PYTHON) does not run: {e}"));
        let mut lines = read_lines(&mut child);
        let Some(first) = lines.recv().await else {
            panic!(
                "{script} did not start under {python}: `pip install -r tests/requirements.txt` \
                 there and name that interpreter in TEAHOUSE_TEST_PYTHON, or run tests/all"
            )
        };
        let port = first["port"].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap();
        OtherSide { child, lines, port }
    }

    /// What it says next.
    pub async fn says(&mut self) -> Value {
        self.lines.recv().await.unwrap_or_else(|| panic!("the other side has ended"))
    }

    /// Ends it; what it said and nobody has heard yet.
    pub async fn ends(mut self) -> Vec<Value> {
        drop(self.child.stdin.take());
        let mut rest = Vec::new();
        while let Some(line) = self.lines.recv().await {
            rest.push(line);
        }
        rest
    }
}

impl Drop for OtherSide {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_lines(child: &mut Child) -> UnboundedReceiver<Value> {
    let (sender, lines) = unbounded_channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || {
        for line in output.lines() {
            let said = serde_json::from_str(&line.unwrap()).unwrap();
            if sender.send(said).is_err() {
                break;
            }
        }
    });
    lines
}

/// A certificate for `localhost` and 127.0.0.1 that nobody else trusts, made on the spot.
pub struct Certificate {
    folder: tempfile::TempDir,
}

impl Certificate {
    pub fn make() -> Certificate {
        Certificate::for_names("DNS:localhost,IP:127.0.0.1")
    }

    pub fn for_names(names: &str) -> Certificate {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
            .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", &format!("subjectAltName={names}")])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(folder.path())
            .output()
            .unwrap_or_else(|e| panic!("openssl does not run, install it: {e}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Certificate { folder }
    }

    pub fn certificate(&self) -> String {
        self.path("certificate.pem")
    }

    pub fn key(&self) -> String {
        self.path("key.pem")
    }

    fn path(&self, file: &str) -> String {
        let path: PathBuf = self.folder.path().join(file);
        path.to_str().unwrap().to_owned()
    }
}
