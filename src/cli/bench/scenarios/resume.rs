//! Somebody was away while much was said in many chats, and comes back for all of it.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::room;
use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Load, Meter, connect_all};
use crate::cli::bench::found::Found;
use crate::cli::bench::frames;
use crate::cli::bench::people::Person;
use crate::cli::bench::progress::Progress;
use crate::cli::bench::talker::{Place, Talker};
use crate::cli::bench::trouble::Trouble;

const CHATS: usize = 100;
const MESSAGES: u32 = 100_000;
const ROUNDS: usize = 3;
/// About what one event has.
const EVENT_BYTES: usize = 140;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let people = yard.door.people(1 + CHATS).await?;
    let Some((away, writers)) = people.split_first() else { return Ok(Vec::new()) };
    let messages = yard.options.messages.unwrap_or(MESSAGES) as usize;
    let rooms = fill(yard, away, writers, messages.div_ceil(CHATS)).await?;

    let tally = Arc::clone(&Load::new().tally);
    let since: Map<String, Value> = rooms.into_iter().map(|room| (room, 0.into())).collect();
    let meter = Meter::start(yard, &tally);
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = tokio::time::Instant::now();
        rounds.push(resume(yard, away, &since).await?);
        tally.ack.add(began.elapsed());
    }
    let mut measured = meter.stop(&tally);
    for heard in &rounds {
        measured.count += check(heard, messages)?;
    }
    let found = Found::new(format!("resume of {CHATS} chats"), "events", &measured);
    Ok(vec![
        found.with_latency(&tally.ack).in_sends(send_cost(EVENT_BYTES, Rounds::default()).await?),
    ])
}

/// Each writer has a room with the one who is away. Says what the rooms are called.
async fn fill(
    yard: &Yard<'_>,
    away: &Person,
    writers: &[Person],
    each: usize,
) -> Result<Vec<String>, Trouble> {
    let mut rooms = Vec::with_capacity(writers.len());
    for writer in writers {
        rooms.push(room::make(yard, "nook", &[writer.clone(), away.clone()]).await?);
    }
    let progress = Arc::new(Progress::of("messages", (each * writers.len()) as u64));
    let mut tasks = tokio::task::JoinSet::new();
    for (talker, room) in connect_all(yard, writers).await?.into_iter().zip(&rooms) {
        tasks.spawn(room::fill(talker, room.clone(), each, Arc::clone(&progress)));
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(rooms)
}

/// Everything that is said between the resume and its end.
async fn resume(
    yard: &Yard<'_>,
    away: &Person,
    since: &Map<String, Value>,
) -> Result<Vec<Vec<u8>>, Trouble> {
    let place = Place { holds: true, ..Place::new(yard.target, 0) };
    let mut talker = Talker::connect(place, away).await?;
    talker.say(&json!({"type": "resume", "id": "back", "since": since}).to_string()).await?;
    let mut heard = Vec::new();
    let mut over = false;
    while !over {
        let mut take = |text: &[u8]| {
            over |= frames::kind(text) == b"resumed";
            heard.push(text.to_vec());
        };
        talker.listen(&mut take).await?;
    }
    Ok(heard)
}

/// Says how many events there were, if each chat's came in order, none missing, none twice.
fn check(heard: &[Vec<u8>], messages: usize) -> Result<u64, Trouble> {
    let mut upto = std::collections::HashMap::<String, u64>::new();
    for text in heard {
        let frame: Value = serde_json::from_slice(text).unwrap_or_default();
        let chat = frame["chat"].as_str().unwrap_or_default();
        for event in frame["events"].as_array().into_iter().flatten() {
            let last = upto.entry(chat.to_owned()).or_default();
            if event["seq"].as_u64() != Some(*last + 1) {
                return Err(Trouble::OutOfOrder(format!("after {last} in {chat} came {event}")));
            }
            *last += 1;
        }
    }
    let events: u64 = upto.values().sum();
    let least = messages as u64;
    (events >= least).then_some(events).ok_or(Trouble::Missing("a missed message", events, least))
}
