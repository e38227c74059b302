//! Sixteen writers in a process of their own, which can be killed and watched. The process is this
//! test binary once more: the test that starts it says to itself, by a variable, to be the writers.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use teahouse::store::embedded::{BackOff, EmbeddedStore, EngineKind, FreeSpace, Settings, check};
use teahouse::store::{StoreError, Upkeep};
use teahouse::values::Millis;
use tokio::task::{JoinSet, yield_now};

use super::story::{self, Place};
use crate::support::PATIENCE;

pub const WRITERS: u64 = 16;

const DATA: &str = "TEAHOUSE_TEST_WRITERS_DATA";
const ENGINE: &str = "TEAHOUSE_TEST_WRITERS_ENGINE";
const ANSWERED: &str = "TEAHOUSE_TEST_WRITERS_ANSWERED";
const STEPS_MAX: &str = "TEAHOUSE_TEST_WRITERS_STEPS";

/// What each writer has been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered(pub Vec<Place>);

impl Answered {
    pub fn nothing() -> Answered {
        Answered(vec![Place(0); WRITERS as usize])
    }

    pub fn steps(&self) -> u64 {
        self.0.iter().map(|place| place.0).sum()
    }

    fn parse(text: &str) -> Answered {
        Answered(text.split(',').map(|place| Place(place.parse().unwrap())).collect())
    }

    fn spell(&self) -> String {
        let places: Vec<String> = self.0.iter().map(|place| place.0.to_string()).collect();
        places.join(",")
    }

    /// Takes a line of the writers to account. True once they have begun to write.
    pub fn hear(&mut self, line: &str) -> bool {
        if let Some(places) = line.strip_prefix("standing ") {
            *self = Answered::parse(places);
            return true;
        }
        if let Some((writer, place)) = answer_in(line) {
            assert_eq!(self.0[writer].next(), place, "an answer is missing before {line:?}");
            self.0[writer] = place;
        }
        false
    }
}

/// `answered 3 17`: to writer 3, its seventeenth step.
pub fn answer_in(line: &str) -> Option<(usize, Place)> {
    let (writer, place) = line.strip_prefix("answered ")?.split_once(' ')?;
    Some((writer.parse().ok()?, Place(place.parse().ok()?)))
}

/// Is this process the one that writes? Then it does, until it has done its steps or is killed.
pub fn are_these() -> bool {
    let Ok(data) = env::var(DATA) else { return false };
    let number = |name| env::var(name).unwrap().parse().unwrap();
    let engine = EngineKind::ALL.into_iter().find(|kind| kind.name() == env::var(ENGINE).unwrap());
    let answered = Answered::parse(&env::var(ANSWERED).unwrap());
    let store = open(Path::new(&data), engine.unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(write(Arc::new(store), answered, number(STEPS_MAX)));
    true
}

pub fn open(data: &Path, engine: EngineKind) -> EmbeddedStore {
    let settings = Settings {
        cache_bytes: 16 << 20,
        free_space: FreeSpace { bytes_min: 0, percent_min: 0 },
        back_off: BackOff { first: Duration::ZERO, longest: Duration::from_millis(20) },
        ..Settings::of(data, engine)
    };
    EmbeddedStore::open(&settings, Millis(1)).unwrap()
}

/// Holds everything against what was answered; where the writers are.
pub async fn verify(store: &EmbeddedStore, answered: &Answered) -> Answered {
    let findings = store.look(check::findings).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
    let mut places = Vec::new();
    for (writer, answered) in (0..).zip(&answered.0) {
        let place = story::standing(store, writer, *answered).await.unwrap();
        places.push(place.unwrap_or_else(|broken| panic!("{broken}")));
    }
    Answered(places)
}

/// As [`verify`], back to the first account.
pub async fn verify_all(store: &EmbeddedStore, answered: &Answered) {
    let places = verify(store, answered).await;
    for (writer, place) in (0..).zip(places.0) {
        story::look_back(store, writer, place).await.unwrap();
    }
}

async fn write(store: Arc<EmbeddedStore>, answered: Answered, steps: u64) {
    let places = verify(&store, &answered).await;
    say(&format!("\nstanding {}", places.spell()));
    let mut writers = JoinSet::new();
    for (writer, place) in (0..).zip(places.0) {
        writers.spawn(tell(store.clone(), writer, place, Place(place.0.saturating_add(steps))));
    }
    while let Some(ended) = writers.join_next().await {
        ended.unwrap();
    }
    say(&format!("commits {}", store.health().await.commits));
    store.shut().await;
}

async fn tell(store: Arc<EmbeddedStore>, writer: u64, mut place: Place, last: Place) {
    while place < last {
        let reached = match story::step(&store, writer, place).await {
            Ok(()) => place.next(),
            Err(error) => after(&store, writer, place, error).await,
        };
        if reached > place {
            place = reached;
            say(&format!("answered {writer} {}", place.0));
        }
    }
}

/// Where the writer is after an error: surely where it was, unless the error says otherwise.
async fn after(store: &EmbeddedStore, writer: u64, place: Place, error: StoreError) -> Place {
    let now = loop {
        // What is durable is known as soon as the store takes writes again.
        if store.health().await.read_only.is_none()
            && let Ok(now) = story::standing(store, writer, place).await
        {
            break now.unwrap();
        }
        yield_now().await;
    };
    let known = !matches!(error, StoreError::Unknown(_));
    assert!(!known || now == place, "{error} was said, and it was written all the same");
    now
}

/// A line in one piece, so that it is there whole or not at all.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// How to start the writers.
pub struct Writers<'a> {
    /// The test that starts them, by its full name.
    pub test: &'a str,
    pub engine: EngineKind,
    pub home: &'a Path,
    /// A command to start them under.
    pub under: Vec<String>,
    /// Steps for each writer.
    pub steps: u64,
}

impl Writers<'_> {
    pub fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    pub fn start(&self, answered: &Answered) -> Running {
        let itself = env::current_exe().unwrap().to_str().unwrap().to_owned();
        let mut words = self.under.clone();
        words.extend([itself, self.test.into(), "--exact".into(), "--nocapture".into()]);
        let log = File::options().create(true).append(true).open(self.home.join("log")).unwrap();
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .env(DATA, self.data())
            .env(ENGINE, self.engine.name())
            .env(ANSWERED, answered.spell())
            .env(STEPS_MAX, self.steps.to_string())
            .stdout(Stdio::piped())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", words[0]));
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            let mut lines = out.lines();
            while let Some(Ok(line)) = lines.next() {
                let _ = tell.send(line);
            }
        });
        Running { child, lines }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.join("log")).unwrap()
    }
}

pub struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// The next line, if it comes in time; `None` once the process has ended.
    pub fn line_within(&self, time: Duration) -> Result<Option<String>, RecvTimeoutError> {
        match self.lines.recv_timeout(time) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(timeout) => Err(timeout),
        }
    }

    /// Kills it (`SIGKILL`); what it had still said, and how it ended.
    pub fn kill9(mut self) -> (Vec<String>, ExitStatus) {
        self.child.kill().unwrap();
        let lines = self.lines.iter().collect();
        (lines, self.child.wait().unwrap())
    }

    /// All that it says until it ends by itself, and how it ended.
    pub fn until_it_ends(mut self) -> (Vec<String>, ExitStatus) {
        let mut lines = Vec::new();
        loop {
            match self.line_within(PATIENCE * 2) {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => return (lines, self.child.wait().unwrap()),
                Err(_) => panic!("the writers got stuck after {lines:#?}"),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // With whatever they were started under.
        if let Ok(None) = self.child.try_wait() {
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}
