//! WS-15: a member who reads next to nothing of a busy room for a long while.

use std::thread;

use super::machine::peak_mebibytes;
use super::{hear_log, house, people, room, write_log};

const ROUNDS: u64 = 8;
const MESSAGES: u64 = 300;
/// As long as a message may be: 4,000 characters.
const BYTES: usize = 12_000;
/// Of 27 MiB that are said, the kernel keeps 4 on the way and the store some; a queue without an
/// end would have all the rest.
const GROWTH_MEBIBYTES: u64 = 11;

#[tokio::test]
async fn a_slow_reader_costs_nobody_anything_and_gets_every_event_in_order() {
    let server = house().open();
    let people = people(&server, &["alice", "bob", "carol"]).await;
    let mut talkers = people.iter().map(|person| person.connect(&server));
    let [mut hers, mut quick, mut slow] = std::array::from_fn(|_| talkers.next().unwrap());
    // What the store keeps of what it has written is kept from here on.
    write_log(&mut hers, "@bob", 3 * MESSAGES, BYTES);
    hear_log(&mut quick, &mut None, 3 * MESSAGES);
    let (room, begun) = room(&mut hers, &["bob", "carol"]);
    let before = peak_mebibytes(server.pid());

    let (mut heard_by_quick, mut heard_by_slow) = (None, None);
    for round in 1..=ROUNDS {
        let head = begun + round * MESSAGES;
        thread::scope(|scope| {
            scope.spawn(|| hear_log(&mut quick, &mut heard_by_quick, head));
            write_log(&mut hers, &room, MESSAGES, BYTES);
        });
        // The quick one has everything, and nobody has waited for the slow one.
        let next = heard_by_slow.map_or(begun, |last| last + 1);
        hear_log(&mut slow, &mut heard_by_slow, next);
    }
    let grown = peak_mebibytes(server.pid()) - before;
    assert!(grown < GROWTH_MEBIBYTES, "the server grew by {grown} MiB for one who does not read");
    hear_log(&mut slow, &mut heard_by_slow, begun + ROUNDS * MESSAGES);
}
