//! How the process ends, as scripts see it.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;

/// The codes are a promise: a number never changes its meaning. `--help` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// The address cannot be listened on.
    NoListener = 3,
    /// Another process works in the data directory.
    InUse = 4,
    /// The store is damaged; a backup helps.
    Damaged = 5,
    /// The store cannot be used as it is: another engine's, a newer program's, not readable.
    NoStore = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command did not do what it should, in words for whoever gave it.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    says: String,
}

impl Failure {
    pub fn of(exit: Exit, says: impl ToString) -> Failure {
        Failure { exit, says: says.to_string() }
    }

    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::of(Exit::Usage, error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::of(Exit::Failed, error)
    }
}
