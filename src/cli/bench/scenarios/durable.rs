//! Messages to somebody who is away: each is acknowledged once the disk has it, and the sender
//! waits for that before the next.

use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Load, connect_all, talk};
use crate::cli::bench::found::Found;
use crate::cli::bench::people::Person;
use crate::cli::bench::trouble::Trouble;

const SENDERS: [usize; 3] = [1, 16, 256];

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let people = yard.door.people(1 + SENDERS[SENDERS.len() - 1]).await?;
    let Some((absent, senders)) = people.split_first() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for count in SENDERS {
        found.push(measure(yard, &senders[..count], absent).await?);
    }
    Ok(found)
}

async fn measure(yard: &Yard<'_>, senders: &[Person], absent: &Person) -> Result<Found, Trouble> {
    let mut load = Load::new();
    for (talker, sender) in connect_all(yard, senders).await?.into_iter().zip(senders) {
        let to = sender.chat_with(absent);
        load.add(|tally| talk(talker, to, tally));
    }
    let what = format!("{} senders, durable", senders.len());
    let measured = load.measure(yard, &what).await?;
    let found = Found::new(what, "acknowledged", &measured).with_latency(&load.tally.ack);
    let bytes = measured.bytes / measured.count.max(1);
    load.finish("an acknowledgement", 1).await?;
    Ok(found.with_disk(&measured).in_sends(send_cost(bytes as usize, Rounds::default()).await?))
}
