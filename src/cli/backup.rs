//! `teahouse backup`.

use std::path::PathBuf;

use clap::Args;

use super::print::Print;
use super::{Common, Exit, Failure, carry_out};
use crate::control::Order;

const EXAMPLES: &str = "\
Examples:
  teahouse backup /backup/$(date +%F)
  teahouse check /backup/2026-01-31                 are all hashes right?
  teahouse restore /backup/2026-01-31 --data /var/lib/teahouse

A server that runs goes on; what it acknowledged before the backup ended is in it. The backup holds
everything that the data directory does: hashed passwords, addresses, and secret.key, with which
sessions and waiting letters live on after a restore. With --without-secret the key stays out: keep
a copy of it elsewhere, or everybody has to sign in again.";

/// Back up the store, while the server runs or not
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Backup {
    /// A directory that is empty, or does not exist yet
    #[arg(value_name = "DIR")]
    into: PathBuf,
    /// Leave secret.key out
    #[arg(long)]
    without_secret: bool,
    #[command(flatten)]
    print: Print,
}

impl Backup {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let into = std::path::absolute(self.into);
        let into = into.map_err(|error| Failure::of(Exit::Usage, error))?;
        let order = Order::Backup { into, with_secret: !self.without_secret };
        self.print.outcome(&carry_out(common, order)?);
        Ok(Exit::Done)
    }
}
