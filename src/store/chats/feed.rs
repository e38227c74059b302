//! What has become durable, for whoever delivers it on this node.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::{Event, Tag};
use crate::values::{ChatId, Uid};

/// An event, durable, on its way to those who are connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub chat: ChatId,
    pub event: Arc<Event>,
    /// They are members from this event on.
    pub came: Vec<Uid>,
    /// They are members up to this event.
    pub went: Vec<Uid>,
    /// What was handed in with the call that caused it.
    pub tag: Option<Tag>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fed {
    Posted(Posted),
    /// Some events went by unheard here: the queue was full, or the store failed and came back.
    /// They are in their logs. Who is a member of what may have changed as well.
    Gap,
}

/// A bounded queue between the committer, who never waits, and the one who delivers.
#[derive(Default)]
pub struct Feed {
    queue: Mutex<Queue>,
    filled: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Fed>,
    bytes: usize,
}

/// When it is full, what comes is dropped and a gap is left in its place. Who reads is then behind
/// by more than a second of the busiest disk, and the logs are quicker than the queue.
const EVENTS_MAX: usize = 16 * 1024;
const BYTES_MAX: usize = 16 * 1024 * 1024;
/// What an event takes beside its text, roughly.
const EVENT_BYTES: usize = 256;

impl Feed {
    pub fn post(&self, posted: Posted) {
        let mut queue = self.lock();
        let bytes = EVENT_BYTES + posted.event.text_bytes();
        if queue.waiting.len() < EVENTS_MAX && queue.bytes + bytes <= BYTES_MAX {
            queue.bytes += bytes;
            queue.waiting.push_back(Fed::Posted(posted));
        } else {
            queue.gap();
        }
        drop(queue);
        self.filled.notify_one();
    }

    pub fn gap(&self) {
        self.lock().gap();
        self.filled.notify_one();
    }

    /// All that waits, in the order of the commits; waits until there is something. For one reader:
    /// what one has taken no other sees.
    pub async fn next(&self) -> VecDeque<Fed> {
        loop {
            let taken = std::mem::take(&mut *self.lock());
            if !taken.waiting.is_empty() {
                return taken.waiting;
            }
            self.filled.notified().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn gap(&mut self) {
        if self.waiting.back() != Some(&Fed::Gap) {
            self.waiting.push_back(Fed::Gap);
        }
    }
}
