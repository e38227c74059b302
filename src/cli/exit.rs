//! How the process ends, as scripts see it.

use std::process::ExitCode;

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
