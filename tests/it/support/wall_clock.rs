//! A moved clock for the real binary. It needs `libfaketime` (Debian package faketime).

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::{House, Server};

/// A wall clock that a test sets, for a process: libfaketime reads it from a file.
pub struct WallClock {
    folder: TempDir,
}

impl WallClock {
    pub fn right() -> WallClock {
        let clock = WallClock { folder: tempfile::tempdir().unwrap() };
        clock.is_off_by("+0");
        clock
    }

    /// Seconds, or with a letter behind them days: `-3600`, `+3d`.
    pub fn is_off_by(&self, offset: &str) {
        let next = self.folder.path().join("next");
        fs::write(&next, offset).unwrap();
        fs::rename(next, self.file()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// A server that believes it. What has really passed it knows all the same.
    pub fn opens(&self, house: House) -> Server {
        self.opens_and_lives_by_it(house.with_variable("FAKETIME_DONT_FAKE_MONOTONIC", 1))
    }

    /// A server for which so much has really passed.
    pub fn opens_and_lives_by_it(&self, house: House) -> Server {
        let library = Command::new("faketime")
            .args(["-m", "-f", "+0", "printenv", "LD_PRELOAD"])
            .output()
            .unwrap_or_else(|error| panic!("`faketime` (Debian package faketime): {error}"));
        house
            .with_variable("LD_PRELOAD", String::from_utf8(library.stdout).unwrap().trim())
            .with_variable("FAKETIME_TIMESTAMP_FILE", self.file().display())
            .with_variable("FAKETIME_NO_CACHE", 1)
            .open()
    }
}
