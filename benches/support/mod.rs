//! A stopwatch for time and for work.

use std::fs;
use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
pub fn now() -> Instant {
    Instant::now()
}

/// What this process has used of all processors, in ticks of 10 ms.
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = [11, 12].map(|at| fields[at].parse::<u64>().unwrap()).iter().sum();
    Duration::from_millis(ticks * 10)
}
