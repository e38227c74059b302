//! Whether the peer is still there.
//!
//! A ping goes out when nothing was heard for a while, and must be answered soon. But it waits its
//! turn behind everything that was written before it, in our queue, in the kernel's and in the
//! peer's, and somebody who reads slowly is not gone. So while the peer takes nothing at all its
//! patience is counted by the last byte that it took, and a ping behind much that was written is
//! given the time that a slow reader needs for it.

use std::time::Duration;

use tokio::time::Instant;

const PING_EVERY: Duration = Duration::from_secs(30);
/// So that ten thousand connections that began together do not ping together.
const JITTER: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Who takes not one byte for so long is gone.
const STALLED_AFTER: Duration = Duration::from_secs(120);
/// Slower than this is gone, too, for all practical purposes.
const SLOWEST_BYTES_PER_SECOND: u64 = 512;
const SLOWEST_ANSWER_WITHIN: Duration = Duration::from_secs(600);

/// What the way out looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Bytes that the kernel has taken so far.
    pub written: u64,
    /// Whether there are more that it does not take.
    pub blocked: bool,
}

#[derive(Debug)]
pub struct Heart {
    ping_every: Duration,
    heard_at: Instant,
    /// What had been written when something was heard last: all after it may still be unread.
    written_when_heard: u64,
    pinged: Option<Ping>,
    moved_at: Instant,
    moved: u64,
}

#[derive(Clone, Copy, Debug)]
struct Ping {
    at: Instant,
    ahead: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    Ping,
    Dead,
    Wait(Instant),
}

impl Heart {
    /// `spread` is a number between 0 and 1 that differs from connection to connection.
    pub fn new(now: Instant, spread: f64) -> Heart {
        Heart {
            ping_every: PING_EVERY - JITTER.mul_f64(spread.clamp(0.0, 1.0)),
            heard_at: now,
            written_when_heard: 0,
            pinged: None,
            moved_at: now,
            moved: 0,
        }
    }

    /// Something came from the peer; whatever it was, somebody is there.
    pub fn heard(&mut self, now: Instant, flow: Flow) {
        self.heard_at = now;
        self.written_when_heard = flow.written;
        self.pinged = None;
    }

    pub fn beat(&mut self, now: Instant, flow: Flow) -> Beat {
        if flow.written != self.moved {
            (self.moved, self.moved_at) = (flow.written, now);
        }
        if flow.blocked {
            return self.beat_while_blocked(now, flow);
        }
        let Some(ping) = self.pinged else {
            let due = self.heard_at + self.ping_every;
            if now < due {
                return Beat::Wait(due);
            }
            let ahead = flow.written.saturating_sub(self.written_when_heard);
            self.pinged = Some(Ping { at: now, ahead });
            return Beat::Ping;
        };
        let reading = Duration::from_secs(ping.ahead / SLOWEST_BYTES_PER_SECOND);
        let deadline = ping.at + (ANSWER_WITHIN + reading).min(SLOWEST_ANSWER_WITHIN);
        if now < deadline { Beat::Wait(deadline) } else { Beat::Dead }
    }

    fn beat_while_blocked(&mut self, now: Instant, flow: Flow) -> Beat {
        // The ping has not left yet, if there is one: its time begins when it has.
        if let Some(ping) = &mut self.pinged {
            let ahead = flow.written.saturating_sub(self.written_when_heard);
            *ping = Ping { at: now, ahead };
        }
        if now.duration_since(self.moved_at) >= STALLED_AFTER {
            return Beat::Dead;
        }
        Beat::Wait(now + ANSWER_WITHIN)
    }
}
