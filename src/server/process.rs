//! What the process asks of the operating system before it does anything else.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};

/// Descriptors that are not connections: the store's files, mail, the terminal.
const OWN_DESCRIPTORS: u64 = 64;

/// No core files, which would hold passwords; nothing we write may be read by others; as many open
/// files as the system grants.
pub fn harden() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core files could not be turned off");
    }
    umask(Mode::from_raw_mode(0o077));
    open_files_max();
}

/// Takes as many open files as the system grants, and says how many that are; nothing if there is
/// no limit.
pub fn open_files_max() -> Option<u64> {
    let files = getrlimit(Resource::Nofile);
    let all = Rlimit { current: files.maximum, ..files };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    getrlimit(Resource::Nofile).current
}

/// As many connections as were asked for, or as there are descriptors for. The rest stays for the
/// store: a server that cannot open its own files because strangers opened connections is worse
/// than one that turns them away.
pub fn connections_that_fit(asked: usize) -> usize {
    let Some(files) = getrlimit(Resource::Nofile).current else { return asked };
    let own = OWN_DESCRIPTORS.min(files / 2);
    let room = usize::try_from(files - own).unwrap_or(usize::MAX);
    if asked > room {
        tracing::warn!(asked, room, "fewer connections than configured: the limit of open files");
    }
    asked.min(room)
}
