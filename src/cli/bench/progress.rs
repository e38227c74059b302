//! How far a long step has come, for whoever watches a terminal.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const BAR: u64 = 30;

pub struct Progress {
    what: String,
    all: u64,
    done: AtomicU64,
    is_watched: bool,
}

impl Progress {
    pub fn of(what: impl Into<String>, all: u64) -> Progress {
        let is_watched = std::io::stderr().is_terminal();
        let progress = Progress { what: what.into(), all: all.max(1), done: 0.into(), is_watched };
        progress.draw(0);
        progress
    }

    pub fn step(&self) {
        self.to(self.done.load(Relaxed) + 1);
    }

    pub fn to(&self, done: u64) {
        let before = self.done.swap(done, Relaxed);
        // Drawn when it looks different.
        if done * 100 / self.all != before * 100 / self.all {
            self.draw(done);
        }
    }

    fn draw(&self, done: u64) {
        if self.is_watched {
            let Progress { what, all, .. } = self;
            let full = "=".repeat((done * BAR / all).min(BAR) as usize);
            let percent = done * 100 / all;
            let mut err = std::io::stderr().lock();
            let _ =
                write!(err, "\r{what:<32} [{full:<30}] {percent:>3} %").and_then(|()| err.flush());
        }
    }
}

/// The line belongs to whoever comes next.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_watched {
            let mut err = std::io::stderr().lock();
            let _ = write!(err, "\r{:<80}\r", "").and_then(|()| err.flush());
        }
    }
}
