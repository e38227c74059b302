//! Everybody connects at once, as after a restart: a handshake, a token, a welcome for each.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use crate::cli::bench::Yard;
use crate::cli::bench::bare::{Rounds, send_cost};
use crate::cli::bench::crowd::{Load, Meter, check_files};
use crate::cli::bench::found::Found;
use crate::cli::bench::progress::Progress;
use crate::cli::bench::talker::{Place, Talker};
use crate::cli::bench::trouble::Trouble;

const SOCKETS_OF_ONE: usize = 10;
/// As many as knock at the same time.
const AT_ONCE: usize = 256;
/// About what a welcome has.
const WELCOME_BYTES: usize = 200;

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let connections = yard.options.connections as usize;
    check_files(connections)?;
    let people = yard.door.people(connections.div_ceil(SOCKETS_OF_ONE)).await?;
    let tally = Arc::clone(&Load::new().tally);
    let progress = Progress::of(format!("{connections} connections"), connections as u64);
    let meter = Meter::start(yard, &tally);
    let knocks = people.iter().cycle().take(connections).enumerate();
    let talkers = stream::iter(knocks).map(|(number, person)| {
        let (progress, tally) = (&progress, &tally);
        async move {
            let began = Instant::now();
            let talker = Talker::connect(Place::new(yard.target, number), person).await;
            tally.ack.add(began.elapsed());
            progress.step();
            talker
        }
    });
    let talkers: Vec<Talker> = talkers.buffer_unordered(AT_ONCE).try_collect().await?;
    let mut measured = meter.stop(&tally);
    measured.count = talkers.len() as u64;
    let found = Found::new("storm, 256 at once", "connections", &measured);
    drop((talkers, progress));
    let send = send_cost(WELCOME_BYTES, Rounds::default()).await?;
    Ok(vec![found.with_latency(&tally.ack).in_sends(send)])
}
