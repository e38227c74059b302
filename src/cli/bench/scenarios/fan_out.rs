//! One room of many members: each message goes to all of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::room;
use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Load, Measured, Tally, connect_all, listen, talk};
use crate::cli::bench::found::Found;
use crate::cli::bench::people::Person;
use crate::cli::bench::talker::Talker;
use crate::cli::bench::trouble::Trouble;

const PACE: Duration = Duration::from_millis(100);
const IN_FLIGHT: usize = 16;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let members = yard.options.members as usize;
    let people = yard.door.people(members).await?;
    let room = room::make(yard, "hall", &people).await?;
    Ok(vec![paced(yard, &people, &room).await?, saturated(yard, &people, &room).await?])
}

async fn paced(yard: &Yard<'_>, people: &[Person], room: &str) -> Result<Found, Trouble> {
    let mut load = Load::new();
    let mut talkers = connect_all(yard, people).await?;
    if let Some(talker) = talkers.pop() {
        let room = room.to_owned();
        load.add(|tally| talk_at_times(talker, room, tally));
    }
    for talker in talkers {
        load.add(|tally| listen(talker, tally));
    }
    let measured = load.measure(yard, "a room, paced").await?;
    let like = Rounds { sockets: people.len(), pause: PACE };
    finish(load, &measured, people.len(), like, "10 messages/s").await
}

async fn saturated(yard: &Yard<'_>, people: &[Person], room: &str) -> Result<Found, Trouble> {
    let mut load = Load::new();
    for (number, talker) in connect_all(yard, people).await?.into_iter().enumerate() {
        match number {
            0..IN_FLIGHT => load.add(|tally| talk(talker, room.to_owned(), tally)),
            _ => load.add(|tally| listen(talker, tally)),
        }
    }
    let measured = load.measure(yard, "a room, saturated").await?;
    let like = Rounds::without_rest(people.len());
    finish(load, &measured, people.len(), like, "16 in flight").await
}

async fn finish(
    mut load: Load,
    measured: &Measured,
    members: usize,
    like: Rounds,
    how: &str,
) -> Result<Found, Trouble> {
    let found = Found::new(format!("room of {members}, {how}"), "deliveries", measured);
    let found = found.with_latency(&load.tally.delivery);
    load.finish("a message", members as u64).await?;
    drop(load);
    let bytes = measured.bytes / measured.count.max(1);
    Ok(found.in_sends(send_cost(bytes as usize, like).await?))
}

async fn talk_at_times(mut talker: Talker, room: String, tally: Arc<Tally>) -> Result<(), Trouble> {
    let mut ticks = interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut hear = |text: &[u8]| {
        tally.hear(text);
    };
    loop {
        tokio::select! {
            heard = talker.listen(&mut hear) => heard?,
            _ = ticks.tick(), if tally.talks() => talker.say(&tally.message(&room)).await?,
        }
    }
}
