//! Pages of 200 from all over a long log, by readers who ask for the next when they have one.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use tokio::time::Instant;

use super::room;
use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Load, Tally, connect_all};
use crate::cli::bench::found::Found;
use crate::cli::bench::frames;
use crate::cli::bench::progress::Progress;
use crate::cli::bench::talker::{Place, Talker};
use crate::cli::bench::trouble::Trouble;

const READERS: usize = 16;
const MESSAGES: usize = 20_000;
const PAGE: usize = 200;
/// Any number that shares no factor with the length of the log walks all of it.
const STRIDE: usize = 7_919;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let people = yard.door.people(READERS).await?;
    let room = room::make(yard, "annals", &people).await?;
    let progress = Arc::new(Progress::of("messages", MESSAGES as u64));
    let writer = Talker::connect(Place::new(yard.target, 0), &people[0]).await?;
    room::fill(writer, room.clone(), MESSAGES, progress).await?;

    let mut load = Load::new();
    for (number, talker) in connect_all(yard, &people).await?.into_iter().enumerate() {
        load.add(|tally| read(talker, room.clone(), number, tally));
    }
    let measured = load.measure(yard, "pages of history").await?;
    let found = Found::new(format!("{READERS} readers of history"), "pages", &measured);
    let found = found.with_latency(&load.tally.ack);
    let bytes = measured.bytes / measured.count.max(1);
    drop(load);
    Ok(vec![found.in_sends(send_cost(bytes as usize, Rounds::default()).await?)])
}

async fn read(
    mut talker: Talker,
    room: String,
    number: usize,
    tally: Arc<Tally>,
) -> Result<(), Trouble> {
    let mut at = number * STRIDE;
    loop {
        at = (at + STRIDE) % (MESSAGES - PAGE);
        let before = at + PAGE + 1;
        let ask =
            format!(r#"{{"type":"history","chat":"{room}","before":{before},"limit":{PAGE}}}"#);
        let asked_at = Instant::now();
        talker.say(&ask).await?;
        let page = |text: &[u8]| (frames::kind(text) == b"history").then_some(text.len());
        let bytes = talker.hear_first(page).await?;
        tally.ack.add(asked_at.elapsed());
        tally.heard_bytes.fetch_add(bytes as u64, Relaxed);
        tally.heard.fetch_add(1, Relaxed);
    }
}
