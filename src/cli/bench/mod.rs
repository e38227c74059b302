//! `teahouse bench`: what a Teahouse can take, and what that costs it.
//!
//! The command is a client like any other: it makes accounts through `/v1`, talks through `/ws`,
//! and reads what the server used from `/proc`. What the load itself costs is not counted. CPU is
//! told in ratios to a bare `send()` too ([`bare`]), measured in the same run: those can be
//! compared between machines, microseconds cannot.
//!
//! - [`target`]: the server that is measured, somebody's or one of our own; [`process`]: its costs.
//! - [`people`], [`talker`] over [`frames`], [`crowd`]: the load.
//! - [`scenarios`]: one file for each thing that is measured.
//! - [`latency`], [`found`], [`progress`], [`trouble`]: what is said about it.

mod bare;
mod crowd;
mod found;
mod frames;
mod latency;
mod people;
mod process;
mod progress;
mod scenarios;
mod talker;
mod target;
#[cfg(test)]
mod tests;
mod trouble;

use std::time::Duration;

use clap::{Args, ValueEnum};

use self::found::Report;
use self::people::Door;
use self::scenarios::Scenario;
use self::target::Target;
use self::trouble::Trouble;
use super::print::Print;
use super::{Common, Exit, Failure};
use crate::server::process::open_files_max;

const EXAMPLES: &str = "\
Examples:
  teahouse bench                                   everything but slow-reader, on a server of its own
  teahouse bench fan-out pairs --engine memory     two of them, without a disk
  TMPDIR=/mnt/fast teahouse bench durable          on another disk
  TEAHOUSE_SOCKET__QUEUE_KIBIBYTES=64 teahouse bench fan-out
  teahouse bench idle --url http://127.0.0.1:8080 --pid $(pgrep -x teahouse) --json

A server of its own runs from this binary, on a new directory under TMPDIR, with the settings of the
environment and of --config, with rates that no load reaches and password hashes that cost little.

Another server is measured as it stands. It must let this command in: start it with
TEAHOUSE_LIMITS__SCALE=1000000, and TEAHOUSE_SERVER__CONNECTIONS_MAX above what is opened. The
accounts that are made are called after --people and stay there. With --password-stdin those of an
earlier run are used again, or such as an admin has made. Without --pid, of a process on this
machine, there is no telling what it cost.

Both sides need open files, one for each connection: ulimit -n.";

/// Measure what a server can take, and what that costs it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Bench {
    /// What to measure; everything but slow-reader if nothing is named
    #[arg(value_enum, value_name = "SCENARIO")]
    scenarios: Vec<Scenario>,
    /// The server to measure, as in http://127.0.0.1:8080, instead of one of its own
    #[arg(long)]
    url: Option<String>,
    /// The process of that server, where it runs on this machine
    #[arg(long, requires = "url")]
    pid: Option<u32>,
    /// The engine of its own server
    #[arg(long, conflicts_with = "url", value_parser = ["sled", "redb", "memory"])]
    engine: Option<String>,
    /// What the accounts are called, before their number; a new name each time if not given
    #[arg(long, value_name = "NAME")]
    people: Option<String>,
    /// Read the password of these accounts from standard input
    #[arg(long, requires = "people")]
    password_stdin: bool,
    /// How long each figure is measured, after a second of warming up
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// The members of the room in fan-out
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(32..=10_000))]
    members: u32,
    /// The pairs of people in pairs
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    pairs: u32,
    /// The connections in idle, and those in storm
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(10..=500_000))]
    connections: u32,
    /// The messages in resume, and those in slow-reader
    #[arg(long, value_parser = clap::value_parser!(u32).range(1_000..=100_000_000))]
    messages: Option<u32>,
    #[command(flatten)]
    print: Print,
}

impl Bench {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        open_files_max();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let report = runtime.block_on(self.measure(common));
        runtime.shutdown_background();
        let report = report?;
        self.print.say(&report, &report.text());
        Ok(Exit::Done)
    }

    async fn measure(&self, common: &Common) -> Result<Report, Trouble> {
        let password = self.password_stdin.then(people::read_password).transpose()?;
        let mut report = Report::begin();
        for scenario in self.wanted() {
            let target = self.target(common).await?;
            let door = Door::of(&target, self.people.as_deref(), password.clone())?;
            let yard = Yard { options: self, target: &target, door: &door };
            report.add(&target, scenario.run(&yard).await?);
            target.close().await;
        }
        Ok(report.end())
    }

    fn wanted(&self) -> Vec<Scenario> {
        match self.scenarios.as_slice() {
            [] => {
                let all = Scenario::value_variants().iter().copied();
                all.filter(|scenario| *scenario != Scenario::SlowReader).collect()
            }
            named => named.to_vec(),
        }
    }

    /// Each scenario has a server of its own, so that none inherits another's memory.
    async fn target(&self, common: &Common) -> Result<Target, Trouble> {
        match &self.url {
            Some(url) => Target::at(url, self.pid).await,
            None => Target::start(common.config.as_deref(), self.engine.as_deref()).await,
        }
    }
}

/// What a scenario works with.
struct Yard<'a> {
    options: &'a Bench,
    target: &'a Target,
    door: &'a Door,
}

impl Yard<'_> {
    fn span(&self) -> Duration {
        Duration::from_secs(self.options.seconds)
    }
}
