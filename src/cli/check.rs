//! `teahouse check`: is everything there, and as it was written?

use std::path::{Path, PathBuf};

use clap::Args;

use super::print::Print;
use super::{Common, Exit, Failure, carry_out};
use crate::control::outcome::Checked;
use crate::control::{Order, Outcome, secret};
use crate::store::embedded::backup::restore::verify;

const EXAMPLES: &str = "\
Examples:
  teahouse check                                    the store, by the server if one runs
  teahouse check --json | jq .findings
  teahouse check /backup/2026-01-31                 a backup
  teahouse check --rebuild-search                   what the search looks things up in, anew

A server that runs goes on meanwhile.
The exit code is 5 if anything was found.";

/// Read every record, and say what does not fit
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// A backup to read instead of the store
    #[arg(value_name = "DIR")]
    backup: Option<PathBuf>,
    /// Build the search's index anew instead
    #[arg(long, conflicts_with = "backup")]
    rebuild_search: bool,
    #[command(flatten)]
    print: Print,
}

impl Check {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let outcome = match &self.backup {
            Some(backup) => Outcome::Checked(check_backup(backup)?),
            None if self.rebuild_search => carry_out(common, Order::RebuildSearch)?,
            None => carry_out(common, Order::Check)?,
        };
        self.print.outcome(&outcome);
        Ok(if outcome.is_damage() { Exit::Damaged } else { Exit::Done })
    }
}

fn check_backup(backup: &Path) -> Result<Checked, Failure> {
    let totals = verify(backup)?;
    secret::read_from(backup)?;
    Ok(Checked { engine: None, records: totals.records, findings: Vec::new() })
}
