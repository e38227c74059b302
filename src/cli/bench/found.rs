//! What was found: a row for each figure, as a table or as JSON.

use std::time::Duration;

use serde::Serialize;

use super::crowd::Measured;
use super::latency::{Latency, Percentiles};
use super::target::Target;
use crate::cli::print::table;

#[derive(Serialize)]
pub struct Report {
    cores: usize,
    /// How many waited for a processor on average over the last minute, before and after.
    load: [String; 2],
    measured: Vec<Found>,
}

/// One figure. What could not be read is not there.
#[derive(Default, Serialize)]
pub struct Found {
    /// The server that was measured, if not one of our own.
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    what: String,
    /// What there were so many of.
    unit: &'static str,
    count: u64,
    per_second: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_micros_each: Option<f64>,
    /// What of that is the thread that decides about writes and commits them.
    #[serde(skip_serializing_if = "Option::is_none")]
    store_micros_each: Option<f64>,
    /// What a bare `send()` of as many bytes took, measured beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    send_micros: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_sends_each: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_bytes_each: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disk_bytes_each: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<Percentiles>,
}

impl Found {
    pub fn new(what: impl Into<String>, unit: &'static str, measured: &Measured) -> Found {
        let Measured { count, wall, cpu, store_cpu, .. } = *measured;
        let each = |cpu: Duration| micros(cpu) / count.max(1) as f64;
        Found {
            what: what.into(),
            unit,
            count,
            per_second: count as f64 / wall.as_secs_f64(),
            cpu_micros_each: cpu.map(each),
            store_micros_each: store_cpu.map(each),
            ..Found::default()
        }
    }

    pub fn in_sends(mut self, send: Duration) -> Found {
        self.send_micros = Some(micros(send));
        self.cpu_sends_each = self.cpu_micros_each.map(|each| each / micros(send));
        self
    }

    pub fn with_latency(mut self, latency: &Latency) -> Found {
        self.latency_ms = latency.percentiles();
        self
    }

    pub fn with_memory(mut self, bytes_each: Option<f64>) -> Found {
        self.memory_bytes_each = bytes_each;
        self
    }

    pub fn with_disk(mut self, measured: &Measured) -> Found {
        let each = |bytes: u64| bytes as f64 / measured.count.max(1) as f64;
        self.disk_bytes_each = measured.written_bytes.map(each);
        self
    }

    fn row(&self) -> [String; 12] {
        let number = |number: Option<f64>| number.map_or_else(|| "-".into(), digits);
        let latency = |of: fn(&Percentiles) -> f64| number(self.latency_ms.as_ref().map(of));
        [
            self.what.clone(),
            format!("{} {}", self.count, self.unit),
            digits(self.per_second),
            number(self.cpu_micros_each),
            number(self.store_micros_each),
            number(self.send_micros),
            number(self.cpu_sends_each),
            number(self.memory_bytes_each),
            number(self.disk_bytes_each),
            latency(|it| it.p50),
            latency(|it| it.p99),
            latency(|it| it.p99_9),
        ]
    }
}

impl Report {
    pub fn begin() -> Report {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Report { cores, load: [load(), String::new()], measured: Vec::new() }
    }

    pub fn add(&mut self, target: &Target, found: Vec<Found>) {
        let server = (!target.is_own()).then(|| target.url.clone());
        let named = found.into_iter().map(|found| Found { server: server.clone(), ..found });
        self.measured.extend(named);
    }

    pub fn end(mut self) -> Report {
        self.load[1] = load();
        self
    }

    pub fn text(&self) -> String {
        let head = [
            "",
            "measured",
            "a second",
            "CPU µs",
            "of it store",
            "send() µs",
            "in sends",
            "memory B",
            "disk B",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
        ];
        let rows = self.measured.iter().map(Found::row).collect();
        let [before, after] = &self.load;
        format!(
            "{}\nCPU, memory and disk are the server's, for each; \"of it store\" is the thread that \
             commits.\nA send() is a bare one on a loopback socket. {} cores; load before {before}, \
             after {after}",
            table(head, rows),
            self.cores
        )
    }
}

pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// As many as mean something.
fn digits(number: f64) -> String {
    match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}
