use std::time::Duration;

use tokio::time::Instant;

use crate::ws::heart::*;
use crate::ws::pace::*;

const FREE: Flow = Flow { written: 0, blocked: false };

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn who_answers_no_ping_is_dead_after_twenty_seconds() {
    let start = Instant::now();
    let mut heart = Heart::new(start, 0.0);
    assert_eq!(heart.beat(start, FREE), Beat::Wait(start + seconds(30)));
    assert_eq!(heart.beat(start + seconds(30), FREE), Beat::Ping);
    assert_eq!(heart.beat(start + seconds(31), FREE), Beat::Wait(start + seconds(50)));
    assert_eq!(heart.beat(start + seconds(50), FREE), Beat::Dead);
}

#[test]
fn who_answers_lives_on() {
    let start = Instant::now();
    let mut heart = Heart::new(start, 1.0);
    assert_eq!(heart.beat(start + seconds(25), FREE), Beat::Ping);
    heart.heard(start + seconds(40), FREE);
    assert_eq!(heart.beat(start + seconds(45), FREE), Beat::Wait(start + seconds(65)));
}

#[test]
fn a_slow_reader_is_not_dead_while_it_takes_anything() {
    let start = Instant::now();
    let mut heart = Heart::new(start, 0.0);
    let mut flow = Flow { written: 0, blocked: true };
    for minute in 1..=60 {
        flow.written += 100;
        let now = start + seconds(60 * minute);
        assert_eq!(heart.beat(now, flow), Beat::Wait(now + seconds(20)));
    }
    assert_eq!(heart.beat(start + seconds(3600 + 120), flow), Beat::Dead);
}

#[test]
fn a_ping_behind_much_is_given_the_time_to_read_it() {
    let start = Instant::now();
    let mut heart = Heart::new(start, 0.0);
    let flow = Flow { written: 64 * 1024, blocked: false };
    assert_eq!(heart.beat(start + seconds(30), flow), Beat::Ping);
    assert_eq!(heart.beat(start + seconds(60), flow), Beat::Wait(start + seconds(30 + 20 + 128)));
    assert_eq!(heart.beat(start + seconds(178), flow), Beat::Dead);
}

#[test]
fn a_burst_is_taken_then_the_rate_then_patience_ends() {
    let start = Instant::now();
    let mut pace = Pace::new(PaceLimits { rate: 20, burst: 60 }, start);
    for _ in 0..60 {
        assert_eq!(pace.take(start), Paced::Go);
    }
    for refused in 1..=60 {
        let retry_after = Duration::from_secs_f64(f64::from(refused) / 20.0);
        assert_eq!(pace.take(start), Paced::TooFast { retry_after });
    }
    assert_eq!(pace.take(start), Paced::GiveUp);
}

#[test]
fn who_waits_as_told_goes_on() {
    let start = Instant::now();
    let mut pace = Pace::new(PaceLimits { rate: 20, burst: 60 }, start);
    (0..60).for_each(|_| assert_eq!(pace.take(start), Paced::Go));
    let Paced::TooFast { retry_after } = pace.take(start) else { panic!("60 is the burst") };
    assert_eq!(pace.take(start + retry_after + Duration::from_millis(50)), Paced::Go);
}
