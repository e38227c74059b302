//! Many who talk and listen at once, and what is counted while they do.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::Yard;
use super::frames;
use super::latency::Latency;
use super::people::Person;
use super::progress::Progress;
use super::talker::{Place, Talker};
use super::trouble::Trouble;
use crate::server::process::open_files_max;
use crate::values::{Random, SystemRandom};

const WARM_UP: Duration = Duration::from_secs(1);
const GLANCE: Duration = Duration::from_millis(20);
/// Everything that was said has been heard by then, or never will be.
const HEARD_WITHIN: Duration = Duration::from_secs(60);
const CONNECTS_AT_ONCE: usize = 64;
/// As a Teahouse calls it; another server has none of that name.
const STORE_THREAD: &str = "committer";
/// Files that are not connections of the load.
const OWN_FILES: u64 = 64;

/// What the tasks of a load tell.
pub struct Tally {
    began: Instant,
    /// So that no id is one of an earlier run.
    run: u32,
    /// Entries of logs, or the acknowledgements in their place.
    pub heard: AtomicU64,
    pub heard_bytes: AtomicU64,
    pub sent: AtomicU64,
    silent: AtomicBool,
    /// From a message's sending to its coming.
    pub delivery: Latency,
    /// From a message's sending to its acknowledgement.
    pub ack: Latency,
}

impl Tally {
    fn new() -> Tally {
        let random: &dyn Random = &SystemRandom::new();
        Tally {
            began: Instant::now(),
            run: u32::from_le_bytes(random.bytes()),
            heard: AtomicU64::new(0),
            heard_bytes: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            silent: AtomicBool::new(false),
            delivery: Latency::new(),
            ack: Latency::new(),
        }
    }

    /// A message as a client library sends it: with an id of its own. The text begins with when it
    /// was sent.
    pub fn message(&self, chat: &str) -> String {
        let number = self.sent.fetch_add(1, Relaxed);
        let (run, stamp) = (self.run, self.began.elapsed().as_micros());
        format!(
            r#"{{"type":"send","id":"{run:x}-{number:x}","chat":"{chat}","text":"{stamp} the kettle is on"}}"#
        )
    }

    /// Counts what came, and says whether it was a message or an acknowledgement.
    pub fn hear(&self, text: &[u8]) -> Came {
        let came = match frames::kind(text) {
            b"message" => Came::Message,
            b"ack" => Came::Ack,
            _ => return Came::Other,
        };
        self.heard.fetch_add(1, Relaxed);
        let head = if text.len() < 126 { 2 } else { 4 };
        self.heard_bytes.fetch_add((head + text.len()) as u64, Relaxed);
        if came == Came::Message
            && let Some(stamp) = frames::number_after(text, br#""text":""#)
        {
            let now = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.delivery.add(Duration::from_micros(now.saturating_sub(stamp)));
        }
        came
    }

    /// Whether more is to be said.
    pub fn talks(&self) -> bool {
        !self.silent.load(Relaxed)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    Message,
    Ack,
    Other,
}

/// Tasks that talk and listen until the load is dropped.
pub struct Load {
    pub tally: Arc<Tally>,
    tasks: JoinSet<Result<(), Trouble>>,
}

/// What happened in the time that was measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub count: u64,
    pub bytes: u64,
    pub wall: Duration,
    pub cpu: Option<Duration>,
    /// What of that is the thread that decides about writes and commits them.
    pub store_cpu: Option<Duration>,
    pub written_bytes: Option<u64>,
}

impl Load {
    pub fn new() -> Load {
        Load { tally: Arc::new(Tally::new()), tasks: JoinSet::new() }
    }

    pub fn add<F>(&mut self, task: impl FnOnce(Arc<Tally>) -> F)
    where
        F: Future<Output = Result<(), Trouble>> + Send + 'static,
    {
        self.tasks.spawn(task(Arc::clone(&self.tally)));
    }

    /// What is heard in the steady state, for as long as the options say.
    pub async fn measure(&mut self, yard: &Yard<'_>, what: &str) -> Result<Measured, Trouble> {
        let until = Instant::now() + WARM_UP + yard.span();
        let millis = u64::try_from(yard.span().as_millis()).unwrap_or(u64::MAX);
        let progress = Progress::of(what, millis);
        let left = |_: &Tally| until.saturating_duration_since(Instant::now());
        let is_over = |tally: &Tally| {
            let left = left(tally);
            progress.to(millis.saturating_sub(u64::try_from(left.as_millis()).unwrap_or(millis)));
            left.is_zero()
        };
        self.after_warm_up(yard, is_over).await
    }

    /// What is heard in the steady state, until so much has been said.
    pub async fn measure_sends(
        &mut self,
        yard: &Yard<'_>,
        what: &str,
        messages: u64,
    ) -> Result<Measured, Trouble> {
        let progress = Progress::of(what, messages);
        let is_over = |tally: &Tally| {
            let sent = tally.sent.load(Relaxed);
            progress.to(sent.min(messages));
            sent >= messages
        };
        self.after_warm_up(yard, is_over).await
    }

    async fn after_warm_up(
        &mut self,
        yard: &Yard<'_>,
        is_over: impl Fn(&Tally) -> bool,
    ) -> Result<Measured, Trouble> {
        self.unless_it_fails(sleep(WARM_UP)).await?;
        self.tally.delivery.forget();
        self.tally.ack.forget();
        self.measure_until(yard, is_over).await
    }

    pub async fn measure_until(
        &mut self,
        yard: &Yard<'_>,
        is_over: impl Fn(&Tally) -> bool,
    ) -> Result<Measured, Trouble> {
        let tally = Arc::clone(&self.tally);
        let meter = Meter::start(yard, &tally);
        let waiting = async {
            while !is_over(&tally) {
                sleep(GLANCE).await;
            }
        };
        self.unless_it_fails(waiting).await?;
        Ok(meter.stop(&tally))
    }

    /// Says no more, and waits until everything that was said has been heard by everybody.
    pub async fn finish(&mut self, what: &'static str, hearers: u64) -> Result<(), Trouble> {
        let tally = Arc::clone(&self.tally);
        tally.silent.store(true, Relaxed);
        let all_heard = async {
            let until = Instant::now() + HEARD_WITHIN;
            loop {
                let (heard, sent) = (tally.heard.load(Relaxed), tally.sent.load(Relaxed) * hearers);
                match heard {
                    heard if heard == sent => return Ok(()),
                    heard if heard > sent || Instant::now() > until => {
                        return Err(Trouble::Missing(what, heard, sent));
                    }
                    _ => sleep(GLANCE).await,
                }
            }
        };
        self.unless_it_fails(all_heard).await?
    }

    async fn unless_it_fails<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Trouble> {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                Some(ended) = self.tasks.join_next() => ended??,
            }
        }
    }
}

/// Between a moment and another.
pub struct Meter<'a> {
    yard: &'a Yard<'a>,
    began: Instant,
    heard: u64,
    bytes: u64,
    cpu: Option<Duration>,
    store_cpu: Option<Duration>,
    written: Option<u64>,
}

impl<'a> Meter<'a> {
    pub fn start(yard: &'a Yard<'a>, tally: &Tally) -> Meter<'a> {
        let process = yard.target.process;
        Meter {
            yard,
            heard: tally.heard.load(Relaxed),
            bytes: tally.heard_bytes.load(Relaxed),
            cpu: process.and_then(|process| process.cpu()),
            store_cpu: process.and_then(|process| process.cpu_of_thread(STORE_THREAD)),
            written: process.and_then(|process| process.written_bytes()),
            began: Instant::now(),
        }
    }

    pub fn stop(self, tally: &Tally) -> Measured {
        let wall = self.began.elapsed();
        let process = self.yard.target.process;
        let cpu = process.and_then(|process| process.cpu());
        let store_cpu = process.and_then(|process| process.cpu_of_thread(STORE_THREAD));
        let since = |after: Option<Duration>, before: Option<Duration>| {
            after.zip(before).map(|(after, before)| after.saturating_sub(before))
        };
        let written = process.and_then(|process| process.written_bytes());
        Measured {
            count: tally.heard.load(Relaxed) - self.heard,
            bytes: tally.heard_bytes.load(Relaxed) - self.bytes,
            wall,
            cpu: since(cpu, self.cpu),
            store_cpu: since(store_cpu, self.store_cpu),
            written_bytes: written.zip(self.written).map(|(after, before)| after - before),
        }
    }
}

/// Everybody with a socket, several at a time.
pub async fn connect_all(yard: &Yard<'_>, people: &[Person]) -> Result<Vec<Talker>, Trouble> {
    check_files(people.len())?;
    let progress = Progress::of(format!("{} connections", people.len()), people.len() as u64);
    let talkers = stream::iter(people.iter().enumerate()).map(|(number, person)| {
        let progress = &progress;
        async move {
            let talker = Talker::connect(Place::new(yard.target, number), person).await;
            progress.step();
            talker
        }
    });
    talkers.buffered(CONNECTS_AT_ONCE).try_collect().await
}

/// Whether so many connections can be opened here.
pub fn check_files(connections: usize) -> Result<(), Trouble> {
    let needed = connections as u64 + OWN_FILES;
    match open_files_max() {
        Some(granted) if granted < needed => Err(Trouble::TooFewFiles { needed, granted }),
        _ => Ok(()),
    }
}

/// Somebody who only listens.
pub async fn listen(mut talker: Talker, tally: Arc<Tally>) -> Result<(), Trouble> {
    loop {
        let mut hear = |text: &[u8]| {
            tally.hear(text);
        };
        talker.listen(&mut hear).await?;
    }
}

/// Somebody who writes the next message when the last is acknowledged.
pub async fn talk(mut talker: Talker, chat: String, tally: Arc<Tally>) -> Result<(), Trouble> {
    while tally.talks() {
        talker.say(&tally.message(&chat)).await?;
        let sent_at = Instant::now();
        let mut acks = 0;
        while acks == 0 {
            let mut hear = |text: &[u8]| acks += u32::from(tally.hear(text) == Came::Ack);
            talker.listen(&mut hear).await?;
        }
        tally.ack.add(sent_at.elapsed());
    }
    listen(talker, tally).await
}
