//! A mail server that is away when a letter is written, and a Teahouse that is killed: one mail.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use teahouse::courier::settings::{Mail as MailSettings, MailTls, Sms as SmsSettings};
use teahouse::courier::{Carriers, Counts, Courier, House, Inbox, LetterKind, Post, Worker};
use teahouse::store::embedded::{EmbeddedStore, EngineKind, Settings};
use teahouse::store::{CodePace, CodePurpose, CodeStore, Given, Issued, NewCode, OutboxStore};
use teahouse::values::{Address, Clock, Language, Millis, SecretText, SystemClock, SystemRandom};
use tokio::net::TcpListener;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::other_side::OtherSide;

const NAME: &str =
    "courier::killed::a_letter_outlives_an_absent_mail_server_and_a_kill_and_arrives_once";
const ROLE: &str = "TEAHOUSE_TEST_KILLED_ROLE";
const DATA: &str = "TEAHOUSE_TEST_KILLED_DATA";
const PORT: &str = "TEAHOUSE_TEST_KILLED_PORT";
const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_letter_outlives_an_absent_mail_server_and_a_kill_and_arrives_once() {
    // The processes that are killed are this test itself, in another role.
    match env::var(ROLE).as_deref() {
        Ok("writes") => return write_and_try().await,
        Ok("delivers") => return deliver().await,
        _ => {}
    }
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);

    Victim::start("writes", data.path(), port).killed_after("tried");

    let port_asked = port.to_string();
    let mut sink = OtherSide::start("smtp_sink.py", &["--port", &port_asked]).await;
    Victim::start("delivers", data.path(), port).killed_after("forgotten");
    let taken = sink.says().await;
    assert_eq!(taken["to"][0], "alice@mail.example");
    assert!(taken["parts"]["text/plain"].as_str().unwrap().contains("049217"));

    Victim::start("delivers", data.path(), port).killed_after("forgotten");
    assert_eq!(sink.ends().await, Vec::<Value>::new());
}

/// Issues a code with its letter, and tries in vain to deliver it.
async fn write_and_try() {
    let teahouse = Teahouse::open(Duration::ZERO);
    let (purpose, address) = (CodePurpose::Login, Address::parse("alice@mail.example").unwrap());
    let (now, lives) = (teahouse.clock.now(), HOUR * 24);
    let code = SecretText::new("049217");
    let kind = LetterKind::Code { purpose, code, lives };
    let letter = teahouse.post.letter(kind, &address, Language::En, now);
    let given = Given { letter: Some(letter), ..Given::at(now) };
    let new = NewCode { purpose, address, hash: [1; 32], expires_at: now + lives, tries: 5 };
    let pace = CodePace {
        interval: Duration::ZERO,
        per_address_hour: 9,
        per_address_day: 9,
        per_channel_day: 9,
    };
    assert_eq!(teahouse.store.issue_code(new, pace, given).await, Ok(Issued::Issued));

    let worker = teahouse.worker();
    tokio::spawn(worker.run(CancellationToken::new()));
    until(|| async { teahouse.store.letters(None, 9).await.unwrap()[0].attempts > 0 }).await;
    wait_for_death("tried").await;
}

/// Works the outbox an hour later, when whatever waits is due.
async fn deliver() {
    let teahouse = Teahouse::open(HOUR);
    tokio::spawn(teahouse.worker().run(CancellationToken::new()));
    until(|| async { teahouse.store.letters(None, 9).await.unwrap().is_empty() }).await;
    wait_for_death("forgotten").await;
}

/// Bounded, so that what never comes about ends this process, which fails the test.
async fn until<A: Future<Output = bool>>(come_about: impl Fn() -> A) {
    let watch = async {
        while !come_about().await {
            yield_now().await;
        }
    };
    timeout(Duration::from_secs(60), watch).await.unwrap();
}

async fn wait_for_death(last_words: &str) {
    println!("\n{last_words}");
    std::future::pending::<()>().await;
}

/// The rooms that a delivery passes through, on a real store.
struct Teahouse {
    store: Arc<EmbeddedStore>,
    clock: Arc<dyn Clock>,
    post: Post,
}

/// The machine's clock, but later.
struct Later(SystemClock, Duration);

impl Clock for Later {
    fn now(&self) -> Millis {
        self.0.now() + self.1
    }
}

impl Teahouse {
    fn open(later: Duration) -> Teahouse {
        let clock = Arc::new(Later(SystemClock::start(), later));
        let mut settings = Settings::of(Path::new(&env::var(DATA).unwrap()), EngineKind::Sled);
        (settings.free_space.bytes_min, settings.free_space.percent_min) = (0, 0);
        let store = EmbeddedStore::open(&settings, clock.now()).unwrap();
        let post = Post::new([7; 32], Arc::new(SystemRandom::new()), HOUR * 24);
        Teahouse { store: Arc::new(store), clock, post }
    }

    fn worker(&self) -> Worker {
        let mail = MailSettings {
            host: "127.0.0.1".to_owned(),
            port: env::var(PORT).unwrap().parse().unwrap(),
            tls: MailTls::None,
            user: String::new(),
            password: SecretText::new(""),
            from: "tea@chat.example".to_owned(),
            hello_name: String::new(),
            root_certificates: String::new(),
            timeout: Duration::from_secs(10),
        };
        let sms = SmsSettings {
            url: String::new(),
            method: String::new(),
            content_type: String::new(),
            body: String::new(),
            secret: SecretText::new(""),
            headers: Default::default(),
            success_contains: String::new(),
            root_certificates: String::new(),
            timeout: Duration::from_secs(10),
        };
        let house = House::new("Teahouse", None).unwrap();
        let carriers = Carriers::new(&mail, &sms, &house, &Inbox::default()).unwrap();
        let courier = Courier {
            post: self.post.clone(),
            house,
            carriers,
            clock: self.clock.clone(),
            counts: Counts::default(),
        };
        Worker::new(courier, self.store.clone(), Arc::new(SystemRandom::new()))
    }
}

/// A process that is going to be killed.
struct Victim(Child, BufReader<ChildStdout>);

impl Victim {
    fn start(role: &str, data: &Path, port: u16) -> Victim {
        let mut child = Command::new(env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env(ROLE, role)
            .env(DATA, data)
            .env(PORT, port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Victim(child, output)
    }

    /// Kills it (`SIGKILL`) as soon as it has said these words.
    fn killed_after(mut self, last_words: &str) {
        let heard = self.1.by_ref().lines().any(|line| line.unwrap() == last_words);
        assert!(heard, "it ended before it said {last_words:?}");
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
