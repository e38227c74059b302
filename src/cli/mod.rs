//! What can be said on the command line: one file per command.
//!
//! A command begins by reading the configuration and ends with an [`Exit`]. What went wrong is said
//! on standard error; what was asked for, for a person or as JSON, on standard output.
//!
//! - [`serve`], [`config`]: the server.
//! - [`admin`], [`backup`], [`check`]: orders, given to the server that runs or carried out in its
//!   stead ([`mod@carry_out`]); [`restore`] makes what a server can then be started on.
//! - [`mod@bench`]: what a server can take, and what that costs it.
//! - [`mod@print`], [`exit`], [`logs`]: what is said.

mod admin;
mod backup;
mod bench;
mod carry_out;
mod check;
mod config;
mod exit;
mod logs;
mod print;
mod restore;
mod serve;

pub use exit::{Exit, Failure};

use carry_out::carry_out;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, ConfigError, Loaded, Sources};

const EXAMPLES: &str = "\
Examples:
  teahouse                                    serve, with everything in ./data
  teahouse serve --listen 0.0.0.0:8080 --data /var/lib/teahouse
  TEAHOUSE_LOG__FORMAT=json teahouse serve --config /etc/teahouse.toml
  teahouse config --defaults > config.toml    a file to begin with; every key is explained in it
  teahouse admin create alice --role admin    whether the server runs or not
  teahouse backup /backup/today               while the server runs
  teahouse bench                              what this machine can take

Exit codes: 0 done; 1 failed; 2 the command line or the configuration is wrong; 3 the address cannot
be listened on; 4 the data directory is in use; 5 the store is damaged; 6 the store cannot be used.";

/// A realtime chat-and-accounts server: one binary, durable history.
#[derive(Debug, Parser)]
#[command(name = "teahouse", version, about, after_help = EXAMPLES)]
struct CommandLine {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The configuration to read instead of ./config.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data directory
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Config(config::Show),
    Admin(admin::Admin),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Check(check::Check),
    Bench(bench::Bench),
}

/// Runs what the command line asks for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let CommandLine { common, command } = match CommandLine::try_parse_from(arguments) {
        Ok(command_line) => command_line,
        // Help and version come this way too, and are no failure.
        Err(said) => {
            let exit = if said.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = said.print();
            return exit;
        }
    };
    let done = match command.unwrap_or_else(|| Command::Serve(serve::Serve::default())) {
        Command::Serve(command) => command.run(&common),
        Command::Config(command) => command.run(&common),
        Command::Admin(command) => command.run(&common),
        Command::Backup(command) => command.run(&common),
        Command::Restore(command) => command.run(&common),
        Command::Check(command) => command.run(&common),
        Command::Bench(command) => command.run(&common),
    };
    done.unwrap_or_else(|failure| {
        complain(&failure);
        failure.exit()
    })
}

impl Common {
    /// The configuration, with what this command's own options say over it.
    fn load(
        &self,
        options: impl IntoIterator<Item = (&'static str, &'static str, Option<String>)>,
    ) -> Result<Loaded, ConfigError> {
        let data = [("--data", "server.data", self.data.clone())];
        let options = data.into_iter().chain(options);
        // What is not UTF-8 is not ours.
        let variable = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Config::load(&Sources {
            file: self.config.clone(),
            environment: std::env::vars_os().filter_map(variable).collect(),
            options: options
                .filter_map(|(option, key, value)| Some((option, key, value?)))
                .collect(),
        })
    }
}

/// Says on standard error what is wrong.
fn complain(problem: impl std::fmt::Display) {
    eprintln!("teahouse: {problem}");
}
