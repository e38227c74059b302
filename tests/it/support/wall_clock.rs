//! A moved clock for the real binary. It needs `libfaketime` (Debian package faketime).

use std::path::{Path, PathBuf};
use std::{env, fs};

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
        let server = house
            .with_variable("LD_PRELOAD", library().display())
            .with_variable("FAKETIME_TIMESTAMP_FILE", self.file().display())
            .with_variable("FAKETIME_NO_CACHE", 1)
            .open();
        // The loader only warns of a library that it cannot load.
        let loaded = fs::read_to_string(format!("/proc/{}/maps", server.pid())).unwrap();
        assert!(loaded.contains(LIBRARY), "the server has the machine's clock: {}", server.log());
        server
    }
}

/// The one for threads: it reads the file and reckons under a lock. The other may put an old offset
/// back that a second thread has read before.
const LIBRARY: &str = "libfaketimeMT.so.1";

/// Looked for, and not asked of `faketime -m`: that gives no answer where the number of its process
/// was once that of a server which was killed ([`forget_names`]).
fn library() -> PathBuf {
    let of_debian = format!("/usr/lib/{}-linux-gnu", env::consts::ARCH);
    let places = [of_debian.as_str(), "/usr/lib64", "/usr/lib", "/usr/local/lib"];
    let mut files = places.iter().map(|place| Path::new(place).join("faketime").join(LIBRARY));
    let file = files.find(|file| file.exists());
    file.unwrap_or_else(|| panic!("there is no {LIBRARY} (Debian package faketime)"))
}

/// Removes the names under which libfaketime shares memory with processes that a process starts,
/// once it has come up. It does so itself at the end, but not when it is killed, and nobody who gets
/// the same number can then use the names.
pub fn forget_names(process: u32) {
    for kind in ["sem.faketime_sem", "faketime_shm"] {
        let _ = fs::remove_file(format!("/dev/shm/{kind}_{process}"));
    }
}
