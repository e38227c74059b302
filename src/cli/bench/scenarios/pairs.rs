//! Many pairs, each with one message under way: who hears one answers it.

use std::sync::Arc;

use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Came, Load, Tally, connect_all};
use crate::cli::bench::found::Found;
use crate::cli::bench::talker::Talker;
use crate::cli::bench::trouble::Trouble;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let people = yard.door.people(2 * yard.options.pairs as usize).await?;
    let mut load = Load::new();
    for (number, talker) in connect_all(yard, &people).await?.into_iter().enumerate() {
        let partner = people[number].chat_with(&people[number ^ 1]);
        load.add(|tally| answer(talker, partner, number % 2 == 0, tally));
    }
    let measured = load.measure(yard, "pairs").await?;
    let latency = &load.tally.delivery;
    let found = Found::new(format!("{} pairs", people.len() / 2), "messages", &measured);
    let found = found.with_latency(latency).with_disk(&measured);
    let bytes = measured.bytes / measured.count.max(1);
    load.finish("a message", 1).await?;
    let like = Rounds::without_rest(people.len());
    Ok(vec![found.in_sends(send_cost(bytes as usize, like).await?)])
}

/// What is counted is messages: the acknowledgement belongs to the one it is of.
async fn answer(
    mut talker: Talker,
    partner: String,
    begins: bool,
    tally: Arc<Tally>,
) -> Result<(), Trouble> {
    let mut to_say = u32::from(begins);
    loop {
        while to_say > 0 && tally.talks() {
            talker.say(&tally.message(&partner)).await?;
            to_say -= 1;
        }
        to_say = 0;
        talker.listen(&mut |text| to_say += u32::from(is_message(&tally, text))).await?;
    }
}

fn is_message(tally: &Tally, text: &[u8]) -> bool {
    crate::cli::bench::frames::kind(text) == b"message" && tally.hear(text) == Came::Message
}
