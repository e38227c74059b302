//! `teahouse config`: the configuration that counts.

use std::io::Write;

use clap::Args;

use super::{Common, Exit, Failure, complain};
use crate::config::DEFAULTS;

/// Print the configuration that counts, secrets masked
#[derive(Debug, Args)]
pub struct Show {
    /// Print the defaults instead, as a file with every key explained
    #[arg(long)]
    defaults: bool,
}

impl Show {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let text = match self.defaults {
            true => DEFAULTS.to_owned(),
            false => {
                let loaded = common.load([])?;
                loaded.warnings.iter().for_each(complain);
                loaded.printed
            }
        };
        // Whoever reads may stop when they have seen enough.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(Exit::Done)
    }
}
