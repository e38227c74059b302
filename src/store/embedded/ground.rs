//! What a committer stands on: whether the disk takes more, and how to get a failed engine back.

use std::fs::{self, File};
use std::io::Write;

use rustix::fs::{Advice, fadvise};

use super::engine::{Engine, Fault};
use super::guarded::{HowToOpen, open_engine};
use super::home::{Home, files_under, private_file};
use super::marker::Marker;
use super::space::Space;

/// A store in memory stands on nothing: there is always room, and nothing fails.
pub trait Ground: Send {
    /// Why nothing can be written now, if so.
    fn shortage(&self) -> Option<String> {
        None
    }

    /// Does the disk take a file, and confirm it?
    fn probe(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn reopen(&mut self) -> Result<Box<dyn Engine>, Fault> {
        Err(Fault::Io("there is nothing to reopen".into()))
    }

    /// So many commits are durable.
    fn committed(&mut self, _commits: u64) {}

    /// As [`Ground::committed`], for the last time.
    fn closed(&mut self, _commits: u64) {}
}

pub struct Nowhere;

impl Ground for Nowhere {}

/// A data directory that is only kept from others.
pub struct Lent {
    /// Holds the directory's lock until the store is gone.
    pub _home: Home,
}

impl Ground for Lent {}

pub struct Disk {
    pub home: Home,
    pub how: HowToOpen,
    pub space: Space,
    pub marker: Marker,
}

/// How far the marker may lag behind: rarely enough that it costs nothing.
const COMMITS_PER_MARK: u64 = 4096;

/// Enough for whatever an engine writes when it opens.
const PROBE_BYTES: usize = 4 * 1024 * 1024;

impl Ground for Disk {
    fn shortage(&self) -> Option<String> {
        self.space.shortage()
    }

    fn probe(&self) -> Result<(), Fault> {
        let path = self.home.dir().join("probe");
        let written =
            private_file().create(true).truncate(true).open(&path).and_then(|mut file| {
                file.write_all(&vec![0; PROBE_BYTES])?;
                file.sync_all()
            });
        fs::remove_file(&path)?;
        Ok(written?)
    }

    fn reopen(&mut self) -> Result<Box<dyn Engine>, Fault> {
        let dir = self.home.engine_dir(self.how.kind);
        // Linux forgets that a page could not be written, and would show it as if it had been.
        // What is to be trusted from now on must come from the disk itself.
        for path in files_under(&dir)? {
            fadvise(File::open(path)?, 0, None, Advice::DontNeed).map_err(std::io::Error::from)?;
        }
        open_engine(&self.how, dir)
    }

    fn committed(&mut self, commits: u64) {
        if commits >= self.marker.commits_at_least + COMMITS_PER_MARK {
            self.closed(commits);
        }
    }

    fn closed(&mut self, commits: u64) {
        let marker = Marker { commits_at_least: commits, ..self.marker };
        match marker.write(self.home.dir()) {
            Ok(()) => self.marker = marker,
            // The one that stands says less, and nothing wrong.
            Err(error) => tracing::warn!(%error, "store.json could not be brought up to date"),
        }
    }
}
