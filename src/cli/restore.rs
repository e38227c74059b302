//! `teahouse restore`: from a backup to a data directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::carry_out::is_ours;
use super::print::Print;
use super::serve::exit_of_open;
use super::{Common, Exit, Failure, complain};
use crate::config::{EngineName, Loaded};
use crate::control::secret::{self, SecretError};
use crate::server::{process, store_settings};
use crate::store::embedded::Settings;
use crate::store::embedded::backup::restore::{RestoreError, restore};
use crate::store::embedded::backup::stream::Totals;
use crate::store::embedded::home::make_private_dir;
use crate::tokens::Secrets;
use crate::values::{Clock, SystemClock};

const EXAMPLES: &str = "\
Examples:
  teahouse restore /backup/2026-01-31
  teahouse restore /backup/2026-01-31 --data /var/lib/teahouse --engine redb

The data directory must be empty, or not exist yet; a secret.key that was kept apart may lie in it.
Every hash of the backup is compared before anything is written. A backup fits either engine, so
this is also the way from one to the other; set the same engine in the configuration.";

/// Make a store from a backup, in an empty data directory
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Restore {
    /// What `teahouse backup` wrote
    #[arg(value_name = "DIR")]
    backup: PathBuf,
    /// The engine of the new store, instead of the configured one
    #[arg(long, value_parser = ["sled", "redb"])]
    engine: Option<String>,
    #[command(flatten)]
    print: Print,
}

impl Restore {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let Loaded { config, warnings, .. } =
            common.load([("--engine", "store.engine", self.engine.clone())])?;
        warnings.iter().for_each(complain);
        let engine = match config.store.engine {
            EngineName::Sled => "sled",
            EngineName::Redb => "redb",
            EngineName::Memory => {
                let says = "the engine \"memory\" keeps nothing: --engine says which is to";
                return Err(Failure::of(Exit::Usage, says));
            }
        };
        let data = &config.server.data;
        is_empty(data)?;
        is_ours(data)?;
        process::harden();
        let (totals, has_secret) = bring_back(&self.backup, &store_settings(&config))?;
        let said = json!({
            "directory": data, "engine": engine, "schema": totals.schema,
            "records": totals.records, "secret": has_secret,
        });
        self.print.say(&said, &text(data, engine, &totals, has_secret));
        Ok(Exit::Done)
    }
}

/// The secret comes first: a store without it would be given a new one at the next start, and
/// nobody would be signed in any more.
fn bring_back(backup: &Path, settings: &Settings) -> Result<(Totals, bool), Failure> {
    let data = &settings.data;
    let secret = secret::read_from(backup)?;
    make_private_dir(data)?;
    let is_new = match &secret {
        Some(secret) => secret::put_back(secret, data)?,
        None => false,
    };
    match restore(backup, settings, SystemClock::start().now()) {
        Ok(totals) => Ok((totals, data.join(Secrets::FILE).exists())),
        Err(error) => {
            if is_new {
                let _ = fs::remove_file(data.join(Secrets::FILE));
            }
            Err(error.into())
        }
    }
}

/// What may lie where a store is to be made: what was kept apart, and what an interrupted
/// restore left.
const HARMLESS: [&str; 4] = ["lock", "making", "files", Secrets::FILE];

fn is_empty(data: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(data) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        if !HARMLESS.iter().any(|harmless| name == *harmless) {
            let (data, name) = (data.display(), name.display());
            let says = format!("{data} is not empty: {name} is in it. Nothing was restored");
            return Err(Failure::of(Exit::Failed, says));
        }
    }
    Ok(())
}

fn text(data: &Path, engine: &str, totals: &Totals, has_secret: bool) -> String {
    let records = totals.records;
    let secret = if has_secret {
        "Sessions live on."
    } else {
        "There is no secret.key: a new one is made at the next start, and everybody has to sign in \
         again."
    };
    format!("{records} records are in {}, engine {engine}. {secret}", data.display())
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Failure {
        let exit = match &error {
            RestoreError::NotEmpty(_) | RestoreError::Io(_) => Exit::Failed,
            RestoreError::Damaged(_) => Exit::Damaged,
            RestoreError::Newer(_) => Exit::NoStore,
            RestoreError::Target(error) => exit_of_open(error),
        };
        Failure::of(exit, error)
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Failure {
        let exit = match error {
            SecretError::Damaged => Exit::Damaged,
            SecretError::Another | SecretError::Io(_) => Exit::Failed,
        };
        Failure::of(exit, error)
    }
}
