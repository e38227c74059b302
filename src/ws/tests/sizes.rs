//! What a connection takes while it does nothing, and what a message takes on its way. Futures grow
//! without anybody seeing it.

use crate::ws::connection;
use crate::ws::frame::Request;
use crate::ws::perform::Turn;

/// The size of what an async function makes, without calling it.
fn made_by<A, F: Future>(_: impl FnOnce(A) -> F) -> usize {
    size_of::<F>()
}

#[test]
fn a_connection_that_is_idle_takes_little() {
    let task = made_by(|(house, guest, socket, stopping)| {
        connection::serve(house, guest, socket, stopping)
    });
    assert!(task <= 2048, "the task of a connection takes {task} bytes");
}

/// The allocator has its quick ways for up to about a thousand bytes.
#[test]
fn a_message_under_way_fits_the_quick_ways_of_the_allocator() {
    let request = made_by(|(turn, request): (Turn, Request)| turn.perform(request));
    assert!(request <= 1008, "a request takes {request} bytes");
}
