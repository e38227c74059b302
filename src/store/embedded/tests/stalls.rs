use std::sync::mpsc::{RecvError, channel};
use std::time::Duration;

use super::super::stalls::Stalls;

#[test]
fn who_waits_too_long_is_woken_by_a_second_call() {
    let (wake, woken) = channel();
    let stalls = Stalls::of(move || wake.send(()).unwrap(), Duration::from_millis(1)).unwrap();
    stalls.watch(|| woken.recv().unwrap());
}

#[test]
fn a_second_call_that_is_forgotten_too_is_followed_by_a_third() {
    let (came, coming) = channel();
    let again = move || {
        came.send(()).unwrap();
        std::thread::park();
    };
    let stalls = Stalls::of(again, Duration::from_millis(1)).unwrap();
    stalls.watch(|| (0..3).for_each(|_| coming.recv().unwrap()));
}

#[test]
fn what_ends_in_time_is_not_called_again() {
    let (called, calls) = channel();
    let again = move || called.send(()).unwrap();
    let stalls = Stalls::of(again, Duration::from_secs(3_600)).unwrap();
    (0..1_000).for_each(|_| stalls.watch(|| ()));
    drop(stalls);
    assert_eq!(calls.recv(), Err(RecvError), "it was called again");
}
