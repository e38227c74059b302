//! Connections that do nothing: what each of them takes of the server's memory.

use std::time::Duration;

use tokio::time::sleep;

use crate::cli::bench::Yard;
use crate::cli::bench::crowd::{Load, Meter, connect_all, listen};
use crate::cli::bench::found::Found;
use crate::cli::bench::people::Person;
use crate::cli::bench::trouble::Trouble;

/// Within what a server allows one account as it is configured by default.
const SOCKETS_OF_ONE: usize = 10;
/// Until what was only needed for connecting has been given back.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

pub async fn run(yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
    let connections = yard.options.connections as usize;
    let people = yard.door.people(connections.div_ceil(SOCKETS_OF_ONE)).await?;
    // A first few, so that what the server sets up once is not counted.
    drop(connect_all(yard, &people).await?);
    sleep(SETTLED_AFTER).await;
    let sockets: Vec<Person> = people.iter().cycle().take(connections).cloned().collect();
    let mut load = Load::new();
    let tally = load.tally.clone();
    let (before, meter) = (resident(yard), Meter::start(yard, &tally));
    let talkers = connect_all(yard, &sockets).await?;
    let mut connecting = meter.stop(&tally);
    sleep(SETTLED_AFTER).await;
    let each = resident(yard)
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before) as f64 / connections as f64);
    connecting.count = connections as u64;
    let open = Found::new(format!("{connections} idle"), "connections", &connecting);
    for talker in talkers {
        load.add(|tally| listen(talker, tally));
    }
    let mut quiet = load.measure(yard, "idle connections").await?;
    quiet.count = (connections as f64 * quiet.wall.as_secs_f64()) as u64;
    let idle = Found::new(format!("{connections} idle"), "seconds of one", &quiet);
    Ok(vec![open.with_memory(each), idle])
}

fn resident(yard: &Yard<'_>) -> Option<u64> {
    yard.target.process.and_then(|process| process.resident_bytes())
}
