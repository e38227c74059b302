//! What went to connections and what did not, in numbers.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub(super) entries: Counter,
    pub(super) pushes: Counter,
    pub(super) fell_behind: Counter,
    pub(super) whispers_lost: Counter,
    pub(super) missed: Counter,
    closed: Family<Closed, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Closed {
    reason: &'static str,
}

impl Counts {
    pub fn register(&self, registry: &mut Registry) {
        let Counts { entries, pushes, fell_behind, whispers_lost, missed, closed } = self;
        registry.register("chat_events", "Events of chats to be delivered", entries.clone());
        registry.register(
            "socket_pushes",
            "Runs of events pushed to a connection from memory",
            pushes.clone(),
        );
        registry.register(
            "socket_behind",
            "Times a connection had no room and was left to read on from the log",
            fell_behind.clone(),
        );
        registry.register(
            "socket_whispers_lost",
            "Typing notes and the like that a full connection never got",
            whispers_lost.clone(),
        );
        registry.register(
            "socket_feed_gaps",
            "Times all connections were left to read on, because deliveries were missed",
            missed.clone(),
        );
        registry.register("sockets_closed", "Sockets that ended, by reason", closed.clone());
    }

    /// `reason` is a word of a closed list, never what a peer said.
    pub fn closed(&self, reason: &'static str) {
        self.closed.get_or_create(&Closed { reason }).inc();
    }
}
