//! A member who reads 1 kB a second while a room talks as fast as it can: the server's memory stays
//! as it is, nobody else waits, and the slow one ends with every event, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::sleep;

use super::room;
use crate::cli::bench::Yard;
use crate::cli::bench::crowd::{Load, Tally, connect_all, listen, talk};
use crate::cli::bench::found::Found;
use crate::cli::bench::frames;
use crate::cli::bench::people::Person;
use crate::cli::bench::talker::{Place, Talker};
use crate::cli::bench::trouble::Trouble;

/// Ten minutes at 1,000 a second.
const MESSAGES: u32 = 600_000;
const MEMBERS: usize = 32;
const TALKERS: usize = 16;
const SLOWLY: Duration = Duration::from_secs(1);
const BYTES_SLOWLY: usize = 1_024;
/// So that not the system's buffers take up what was not read.
const KEPT_BYTES: u32 = 4_096;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let people = yard.door.people(MEMBERS + 1).await?;
    let room = room::make(yard, "rush", &people).await?;
    let Some((slow, others)) = people.split_last() else { return Ok(Vec::new()) };
    let messages = u64::from(yard.options.messages.unwrap_or(MESSAGES));

    let mut load = crowd(yard, others, &room).await?;
    let alone = load.measure_sends(yard, "without a slow reader", messages / 2).await?;
    let alone = Found::new("all read quickly", "deliveries", &alone);
    let alone = alone.with_latency(&load.tally.delivery);
    load.finish("a message", others.len() as u64).await?;
    drop(load);

    let mut load = crowd(yard, others, &room).await?;
    let memory_before = peak(yard);
    let place = Place { kept_bytes: KEPT_BYTES, ..Place::new(yard.target, MEMBERS) };
    let (talker, progress) = (Talker::connect(place, slow).await?, Arc::new(Slow::default()));
    let shared = Arc::clone(&progress);
    load.add(|tally| read_slowly(talker, shared, tally));
    let beside = load.measure_sends(yard, "with a slow reader", messages).await?;
    let grown = peak(yard).zip(memory_before).map(|(after, before)| after.saturating_sub(before));
    let beside = Found::new("beside a slow reader", "deliveries", &beside)
        .with_latency(&load.tally.delivery);
    load.finish("a message", others.len() as u64).await?;
    let mut caught_up = load.measure_until(yard, |tally| progress.has_all(tally)).await?;
    caught_up.count = progress.events.load(Relaxed);
    let caught_up = Found::new("the slow one, at the end", "events", &caught_up);
    Ok(vec![alone, beside, caught_up.with_memory(grown.map(|bytes| bytes as f64))])
}

async fn crowd(yard: &Yard<'_>, people: &[Person], room: &str) -> Result<Load, Trouble> {
    let mut load = Load::new();
    for (number, talker) in connect_all(yard, people).await?.into_iter().enumerate() {
        match number {
            0..TALKERS => load.add(|tally| talk(talker, room.to_owned(), tally)),
            _ => load.add(|tally| listen(talker, tally)),
        }
    }
    Ok(load)
}

/// How far the slow one has come.
#[derive(Default)]
struct Slow {
    events: AtomicU64,
}

impl Slow {
    fn has_all(&self, tally: &Tally) -> bool {
        self.events.load(Relaxed) >= tally.sent.load(Relaxed)
    }
}

async fn read_slowly(
    mut talker: Talker,
    slow: Arc<Slow>,
    tally: Arc<Tally>,
) -> Result<(), Trouble> {
    let mut log = Log::default();
    while tally.talks() {
        talker.read(BYTES_SLOWLY, &mut |text| log.take(text))?;
        log.check()?;
        sleep(SLOWLY).await;
    }
    loop {
        talker.listen(&mut |text| log.take(text)).await?;
        log.check()?;
        slow.events.store(log.events, Relaxed);
    }
}

/// What came of the room's log, and whether in order.
#[derive(Default)]
struct Log {
    events: u64,
    last: Option<u64>,
    hole: Option<(u64, u64)>,
}

impl Log {
    fn take(&mut self, text: &[u8]) {
        let Some(seq) = frames::number_after(text, br#","seq":"#) else { return };
        if let Some(last) = self.last.replace(seq).filter(|last| seq != last + 1) {
            self.hole.get_or_insert((last, seq));
        }
        self.events += 1;
    }

    fn check(&self) -> Result<(), Trouble> {
        match self.hole {
            None => Ok(()),
            Some((last, seq)) => {
                Err(Trouble::OutOfOrder(format!("the slow reader got {seq} after {last}")))
            }
        }
    }
}

fn peak(yard: &Yard<'_>) -> Option<u64> {
    yard.target.process.and_then(|process| process.peak_bytes())
}
