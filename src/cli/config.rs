//! `teahouse config`: the configuration that counts.

use std::io::Write;

use clap::Args;

use super::{Common, Exit, complain};
use crate::config::DEFAULTS;

/// Print the configuration that counts, secrets masked
#[derive(Debug, Args)]
pub struct Show {
    /// Print the defaults instead, as a file with every key explained
    #[arg(long)]
    defaults: bool,
}

impl Show {
    pub fn run(&self, common: &Common) -> Exit {
        let text = match self.defaults {
            true => DEFAULTS.to_owned(),
            false => match common.load([]) {
                Ok(loaded) => {
                    loaded.warnings.iter().for_each(complain);
                    loaded.printed
                }
                Err(error) => {
                    complain(error);
                    return Exit::Usage;
                }
            },
        };
        // Whoever reads may stop when they have seen enough.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Exit::Done
    }
}
