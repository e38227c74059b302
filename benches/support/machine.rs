//! What the machine says of a process. CPU seconds are counted and not the time that passed: they
//! change little when the machine has other things to do.

use std::fs;
use std::time::{Duration, Instant};

/// Linux counts the time of processes in hundredths of a second on every machine.
const TICK: Duration = Duration::from_millis(10);

/// What a process has used of all processors, in user space and in the kernel.
pub fn cpu(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name of the program comes before, in parentheses, and may hold anything.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = [11, 12].map(|at| fields[at].parse::<u32>().unwrap());
    TICK * ticks.iter().sum::<u32>()
}

pub fn own_cpu() -> Duration {
    cpu(std::process::id())
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
pub fn now() -> Instant {
    Instant::now()
}

/// In millionths of a second, for one of `count`.
pub fn micros_each(spent: Duration, count: u64) -> f64 {
    spent.as_secs_f64() * 1e6 / count as f64
}
